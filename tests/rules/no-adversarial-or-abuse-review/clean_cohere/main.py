import cohere
from fastapi import FastAPI

app = FastAPI()
client = cohere.Client("k")


@app.post("/chat")
def chat(text: str) -> str:
    return client.chat(message=text).text
