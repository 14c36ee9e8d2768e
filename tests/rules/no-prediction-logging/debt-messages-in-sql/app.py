from fastapi import FastAPI
from openai import OpenAI

from tables import keep

app = FastAPI()
client = OpenAI()


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": question}],
    )
    keep(question, reply.choices[0].message.content)
    return reply.choices[0].message.content
