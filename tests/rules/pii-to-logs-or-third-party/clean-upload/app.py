from fastapi import FastAPI, UploadFile
from openai import OpenAI

app = FastAPI()
client = OpenAI()
texts: list[str] = []


@app.post("/documents")
def documents(file: UploadFile) -> int:
    texts.append(file.file.read().decode())
    return len(texts)


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": "\n".join([*texts, question])}],
    )
    return reply.choices[0].message.content
