from fastapi import FastAPI
from pydantic import BaseModel
from openai import AsyncOpenAI

client = AsyncOpenAI(timeout=30)

app = FastAPI()


class SessionStore:
    _store: dict = {}

    @classmethod
    def get(cls, sid):
        return cls._store.setdefault(sid, [])

    @classmethod
    def add(cls, sid, message):
        cls._store.setdefault(sid, []).append(message)


class Message(BaseModel):
    sid: str
    text: str


@app.post("/chat")
async def chat(m: Message):
    SessionStore.add(m.sid, {"role": "user", "content": m.text})
    done = await client.chat.completions.create(model="gpt-4o-mini", messages=SessionStore.get(m.sid))
    return done.choices[0].message.content
