from fastapi import FastAPI

from clients import HostedClient

app = FastAPI()
client = HostedClient()


@app.post("/ask")
def ask(question: str) -> str:
    return client.generate(question)
