from fastapi import FastAPI

from answers import answer

app = FastAPI()


@app.post("/ask")
def ask(text: str) -> str:
    return answer(text)
