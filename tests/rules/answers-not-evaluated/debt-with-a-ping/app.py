from fastapi import FastAPI

from health import check_model_access
from words import shorten

app = FastAPI()


@app.on_event("startup")
def start():
    check_model_access()


@app.post("/ask")
def ask(question: str) -> str:
    return shorten(question)
