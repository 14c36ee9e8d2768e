from fastapi import FastAPI
from pydantic import BaseModel

from app.chain import build_chain

app = FastAPI()
chain = build_chain()

class Question(BaseModel):
    text: str


@app.post("/ask")
async def ask(q: Question):
    answer = await chain.ainvoke({"question": q.text})
    return {"answer": answer}
