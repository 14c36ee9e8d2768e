from fastapi import FastAPI

from clients import OwnClient

app = FastAPI()
client = OwnClient()


@app.post("/ask")
def ask(question: str) -> str:
    return client.generate(question)
