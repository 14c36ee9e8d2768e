from fastapi import FastAPI
from langchain_core.tools import tool
from openai import OpenAI

import outbox

app = FastAPI()
client = OpenAI()
RULES = "Say in one word whether the question is appropriate."


@tool
def send_email(to: str, text: str) -> str:
    """Send a mail to a customer."""
    return outbox.send(to, text)


def check_prompt(question: str) -> bool:
    told = client.chat.completions.create(
        model="m", messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}]
    )
    return told.choices[0].message.content == "appropriate"


@app.post("/chat")
def chat(question: str) -> dict:
    if not check_prompt(question):
        return {}
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
