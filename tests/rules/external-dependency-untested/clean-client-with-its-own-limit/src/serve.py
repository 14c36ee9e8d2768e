from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


@app.post("/answer")
def answer(question: str) -> dict:
    told = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    return {"answer": told.choices[0].message.content}
