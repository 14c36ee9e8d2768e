import chromadb
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Question(BaseModel):
    text: str
    file: str


class Clients:
    def __init__(self):
        self.instances = {}

    def get_instance(self, file):
        instances = self.instances
        if file in instances:
            return instances[file]["client"]
        folder = f"chroma/{file}"
        client = chromadb.PersistentClient(path=folder)
        instances[file] = {"client": client, "used": 0}
        return client


clients = Clients()


@app.post("/ask")
def ask(question: Question):
    found = clients.get_instance(question.file).get_collection("docs").query(query_texts=[question.text])
    return {"answer": str(found)}
