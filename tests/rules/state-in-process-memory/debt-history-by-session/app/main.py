from fastapi import FastAPI
from pydantic import BaseModel

from app.chain import with_history

app = FastAPI()


class Message(BaseModel):
    sid: str
    text: str


@app.post("/chat")
async def chat(m: Message):
    return await with_history.ainvoke({"input": m.text}, config={"configurable": {"session_id": m.sid}})
