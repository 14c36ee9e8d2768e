import asyncio

from fastapi import FastAPI
from pydantic import BaseModel

from app.chain import build_chain

app = FastAPI()
chain = build_chain()

class Question(BaseModel):
    text: str


@app.post("/ask")
async def ask(q: Question):
    answer = chain.invoke({"question": q.text})
    return {"answer": answer}


@app.post("/report")
async def report(q: Question):
    return {"report": await asyncio.to_thread(chain.invoke, {"question": q.text})}
