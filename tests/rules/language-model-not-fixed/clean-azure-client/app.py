from fastapi import FastAPI

from clients import client

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-4o", temperature=0, messages=[{"role": "user", "content": question}]
    )
    return reply.choices[0].message.content
