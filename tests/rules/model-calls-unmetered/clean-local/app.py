import ollama
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> str:
    return ollama.chat(model="mistral:7b", messages=[{"role": "user", "content": question}])["message"]["content"]
