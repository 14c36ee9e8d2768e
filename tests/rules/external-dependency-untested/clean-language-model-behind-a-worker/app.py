from celery import Celery
from fastapi import FastAPI

from worker import answer

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    return str(answer.delay(question))
