from fastapi import FastAPI

from answer import answer
from classify import classify
from summarise import summarise
from title import title
from translate import translate

app = FastAPI()


@app.post("/ask")
def ask(text: str) -> list[str]:
    return [answer(text), classify(text), summarise(text), title(text), translate(text)]
