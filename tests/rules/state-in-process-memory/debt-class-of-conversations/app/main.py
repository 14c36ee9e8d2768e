from fastapi import FastAPI
from pydantic import BaseModel
from functools import lru_cache

from fastapi import Depends

from app.memory import ConversationMemory
from openai import AsyncOpenAI

client = AsyncOpenAI(timeout=30)

app = FastAPI()


@lru_cache
def get_memory():
    return ConversationMemory()


class Message(BaseModel):
    user_id: str
    text: str


@app.post("/chat")
async def chat(m: Message, memory: ConversationMemory = Depends(get_memory)):
    memory.add(m.user_id, "user", m.text)
    done = await client.chat.completions.create(model="gpt-4o-mini", messages=memory.get(m.user_id))
    return done.choices[0].message.content
