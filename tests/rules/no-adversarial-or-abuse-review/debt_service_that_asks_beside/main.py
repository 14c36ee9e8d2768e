from fastapi import FastAPI
from services.openai import get_chat_completion

app = FastAPI()


@app.post("/query")
def query(text: str) -> str:
    return get_chat_completion([text])
