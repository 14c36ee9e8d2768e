from fastapi import FastAPI
from services.openai import get_embeddings

app = FastAPI()


@app.post("/query")
def query(text: str) -> list:
    return get_embeddings([text])
