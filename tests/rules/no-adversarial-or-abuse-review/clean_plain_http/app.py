import requests
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    body = {"model": "m", "messages": [{"role": "user", "content": question}]}
    return requests.post("https://openrouter.ai/api/v1/chat/completions", json=body, timeout=20).text
