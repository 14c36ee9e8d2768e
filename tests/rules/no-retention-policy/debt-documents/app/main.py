import os

from fastapi import FastAPI
from openai import OpenAI
from pymongo import MongoClient

app = FastAPI()
db = MongoClient(os.environ["MONGO_URL"])["assistant"]


@app.post("/chat")
def chat(email: str, text: str):
    answer = OpenAI().chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}]).choices[0].message.content
    db["conversations"].insert_one({"email": email, "question": text, "answer": answer})
    return answer
