from fastapi import FastAPI

from words import shorten

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    return shorten(question)
