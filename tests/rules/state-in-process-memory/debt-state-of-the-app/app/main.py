from fastapi import FastAPI, Request
from pydantic import BaseModel
from openai import AsyncOpenAI

client = AsyncOpenAI(timeout=30)

app = FastAPI()
app.state.sessions = {}


class Message(BaseModel):
    sid: str
    text: str


@app.post("/chat")
async def chat(m: Message, request: Request):
    history = request.app.state.sessions.setdefault(m.sid, [])
    history.append({"role": "user", "content": m.text})
    done = await client.chat.completions.create(model="gpt-4o-mini", messages=history)
    return done.choices[0].message.content
