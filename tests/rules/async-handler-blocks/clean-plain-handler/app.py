from fastapi import FastAPI

from ask import ask

app = FastAPI()


@app.post("/ask")
def answer(question: str) -> str:
    return ask(question)
