from fastapi import FastAPI

from answer import answer

app = FastAPI()


@app.post("/ask")
def ask(text: str) -> list[str]:
    return [answer(text)]
