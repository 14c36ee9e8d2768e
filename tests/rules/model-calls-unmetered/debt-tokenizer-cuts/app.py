import tiktoken
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
tokenizer = tiktoken.encoding_for_model("gpt-4o")


@app.post("/summary")
def summary(text: str) -> str:
    tokens = tokenizer.encode(text)
    first = tokenizer.decode(tokens[:250])
    reply = client.chat.completions.create(
        model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": first}]
    )
    return reply.choices[0].message.content
