import logging

from fastapi import FastAPI
from openai import OpenAI
from pydantic import BaseModel

app = FastAPI()
client = OpenAI()
logger = logging.getLogger(__name__)


class Ask(BaseModel):
    question: str


def answer(question: str) -> str:
    logger.info("asking for %s", question)
    reply = client.chat.completions.create(
        model="gpt-5.4-2026-03-05", messages=[{"role": "user", "content": question}], temperature=0
    )
    return reply.choices[0].message.content or ""


@app.post("/ask")
def ask(request: Ask) -> str:
    logger.warning(f"asked: {request.question}")
    return answer(request.question)
