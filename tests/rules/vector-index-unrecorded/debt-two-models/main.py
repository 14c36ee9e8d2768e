from fastapi import FastAPI

from config import settings
from index.store import ask

app = FastAPI()


@app.get("/search")
def search(text: str):
    return ask(text, settings.EMBEDDING_MODEL)
