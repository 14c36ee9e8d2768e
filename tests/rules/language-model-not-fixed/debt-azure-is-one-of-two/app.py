import os

from fastapi import FastAPI
from openai import AzureOpenAI, OpenAI

app = FastAPI()
if os.environ.get("AZURE_OPENAI_ENDPOINT"):
    client = AzureOpenAI(azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"], api_version="2024-12-01-preview")
else:
    client = OpenAI()


@app.post("/ask")
def ask(question: str) -> str:
    reply = client.chat.completions.create(
        model="gpt-4o", temperature=0, messages=[{"role": "user", "content": question}]
    )
    return reply.choices[0].message.content
