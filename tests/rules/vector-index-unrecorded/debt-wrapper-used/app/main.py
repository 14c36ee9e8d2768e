from fastapi import FastAPI
from openai import OpenAI

from app.store import Store

app = FastAPI()
client = OpenAI()
store = Store()


@app.post("/ask")
def ask(question: str) -> str:
    found = store.search(question)
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": f"{question} {found}"}],
    )
    return reply.choices[0].message.content


@app.post("/documents")
def keep(text: str) -> list[str]:
    return store.add_documents([text])
