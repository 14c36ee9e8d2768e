import yaml
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
settings = yaml.safe_load(open("config.yaml"))


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model=settings["deployment_name_gpt4"],
        messages=[{"role": "user", "content": question}],
    )
    return reply.choices[0].message.content
