import logging

import tiktoken
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
encoding = tiktoken.encoding_for_model("gpt-4o")
log = logging.getLogger(__name__)


@app.post("/summary")
def summary(text: str) -> str:
    log.info("asked with %s tokens", len(encoding.encode(text)))
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": text}]
    )
    return reply.choices[0].message.content
