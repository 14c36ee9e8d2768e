import asyncio

from fastapi import FastAPI

from ask import ask

app = FastAPI()


@app.post("/ask")
async def answer(question: str) -> str:
    return await asyncio.to_thread(ask, question)
