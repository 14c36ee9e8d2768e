from functools import lru_cache

import chromadb
from fastapi import FastAPI
from openai import OpenAI
from pydantic import BaseModel

app = FastAPI()


class Question(BaseModel):
    text: str


def make_client() -> OpenAI:
    return OpenAI()


client = make_client()


@lru_cache
def get_index():
    return chromadb.HttpClient(host="chroma")


@app.post("/ask")
def ask(question: Question):
    found = get_index().get_collection("docs").query(query_texts=[question.text])
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": str(found)}])
    return {"answer": reply.choices[0].message.content}


@app.get("/health")
def health():
    chromadb.HttpClient(host="chroma").heartbeat()
    return {"status": "ok"}
