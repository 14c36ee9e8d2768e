import tiktoken
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


def cut(text: str, encoding_name: str = "gpt-3.5-turbo", most: int = 8192) -> str:
    encoding = tiktoken.encoding_for_model(encoding_name)
    return encoding.decode(encoding.encode(text)[:most])


def count(text: str, model: str = "gpt-3.5-turbo-0613") -> int:
    if model.startswith("gpt"):
        print(f"Counting for {model}")
    return len(tiktoken.encoding_for_model(model).encode(text))


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-5.4-2026-03-05", temperature=0, messages=[{"role": "user", "content": cut(question)}]
    )
    return reply.choices[0].message.content


def encoding_model(asked: str) -> str:
    try:
        tiktoken.encoding_for_model(asked)
    except KeyError:
        return "gpt-4o"
    return asked
