from fastapi import FastAPI

from answer import answer
from classify import classify
from summarise import summarise

app = FastAPI()


@app.post("/ask")
def ask(text: str) -> list[str]:
    return [answer(text), classify(text), summarise(text)]
