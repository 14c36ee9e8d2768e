from fastapi import FastAPI
from pydantic import BaseModel

from app.llm import client

app = FastAPI()

class Question(BaseModel):
    text: str


@app.post("/chat")
async def chat(q: Question):
    pending = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": q.text}])
    done = await pending
    return {"answer": done.choices[0].message.content}
