from fastapi import FastAPI

from app.ask import answer

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> dict:
    return {"answer": answer(question)}
