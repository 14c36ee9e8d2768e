from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gemini-3.5-flash",
        messages=[{"role": "user", "content": question}],
    )
    return reply.choices[0].message.content
