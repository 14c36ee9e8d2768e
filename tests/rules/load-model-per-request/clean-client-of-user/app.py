from fastapi import FastAPI, Header
from openai import OpenAI

app = FastAPI()


def answer(text: str, key: str) -> str:
    client = OpenAI(api_key=key)
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content or ""


@app.post("/ask")
def ask(text: str, x_key: str = Header()):
    return {"answer": answer(text, x_key)}
