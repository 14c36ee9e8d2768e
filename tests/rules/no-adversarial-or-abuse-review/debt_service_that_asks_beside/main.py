from fastapi import FastAPI
from langchain_core.tools import tool
from services.openai import get_chat_completion

import outbox

app = FastAPI()


@tool
def send_email(to: str, text: str) -> str:
    """Send a mail to a customer."""
    return outbox.send(to, text)


@app.post("/query")
def query(text: str) -> str:
    return get_chat_completion([text])
