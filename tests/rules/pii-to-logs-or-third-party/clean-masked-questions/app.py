from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


def redact_pii(text: str) -> str:
    return text.replace("@", " ")


@app.post("/symptoms")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": redact_pii(question)}],
    )
    return reply.choices[0].message.content
