import os

import tiktoken
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
MODEL = os.environ.get("OPENAI_CHAT_MODEL", "gpt-4o")


@app.post("/ask")
def ask(question: str, model: str = "gpt-3.5-turbo-16k-0613") -> str:
    tokens = len(tiktoken.encoding_for_model(model).encode(question))
    reply = client.chat.completions.create(
        model=MODEL if tokens > 4000 else model, temperature=0, messages=[{"role": "user", "content": question}]
    )
    return reply.choices[0].message.content
