from openai import OpenAI
from flask import Flask, request

app = Flask(__name__)
client = OpenAI()


@app.post("/ask")
def ask() -> str:
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": request.json["q"]}])
    return reply.choices[0].message.content
