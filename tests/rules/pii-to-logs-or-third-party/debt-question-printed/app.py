from fastapi import FastAPI
from openai import OpenAI
from pydantic import BaseModel

app = FastAPI()
client = OpenAI()

class Ask(BaseModel):
    question: str


def answer(message: str) -> str:
    print("=" * 60)
    print("QUESTION:", message)
    reply = client.chat.completions.create(
        model="gpt-5.4-2026-03-05", messages=[{"role": "user", "content": message}], temperature=0
    )
    return reply.choices[0].message.content or ""


@app.post("/ask")
def ask(request: Ask) -> str:
    return answer(request.question)
