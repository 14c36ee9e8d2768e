from fastapi import FastAPI

from client import Client

app = FastAPI()
client = Client("models/chat.gguf")


@app.post("/chat")
def chat(question: str) -> dict:
    return {"answer": client.answer(question)}
