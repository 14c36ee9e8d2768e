from engine import chat_engine
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
async def ask(text: str) -> str:
    return str((await chat_engine()).chat(text))
