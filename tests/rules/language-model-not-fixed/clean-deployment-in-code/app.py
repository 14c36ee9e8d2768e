import os

from fastapi import FastAPI

from clients import client

app = FastAPI()
CHAT_DEPLOYMENT_NAME = os.environ.get("CHAT_DEPLOYMENT_NAME", "gpt-4o")
MODEL = os.getenv("AZURE_OPENAI_CHAT_MODEL", "gpt-3.5-turbo-16k-0613")


@app.post("/ask")
def ask(question: str, deployment: str = "gpt-4") -> str:
    reply = client.chat.completions.create(
        model=deployment or CHAT_DEPLOYMENT_NAME, temperature=0, messages=[{"role": "user", "content": question}]
    )
    return reply.choices[0].message.content
