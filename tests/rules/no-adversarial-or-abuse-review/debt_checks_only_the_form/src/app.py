from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


def check_prompt(question: str) -> bool:
    return 0 < len(question) < 1000


@app.post("/chat")
def chat(question: str) -> dict:
    if not check_prompt(question):
        return {}
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
