from fastapi import FastAPI
from langchain_core.tools import tool
from openai import OpenAI

import outbox

app = FastAPI()
client = OpenAI()


@tool
def send_email(to: str, text: str) -> str:
    """Send a mail to a customer."""
    return outbox.send(to, text)


@app.post("/chat")
def chat(question: str) -> dict:
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
