import chromadb
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Question(BaseModel):
    text: str
    file: str


def get_parts():
    parts = {}
    client = chromadb.HttpClient(host="chroma")
    parts["client"] = client
    return parts


@app.post("/ask")
def ask(question: Question):
    found = get_parts()["client"].get_collection("docs").query(query_texts=[question.text])
    return {"answer": str(found)}
