import os
from enum import Enum

from fastapi import FastAPI
from langchain_groq import ChatGroq

app = FastAPI()


class Choice(str, Enum):
    SMALL = "llama-3.1"
    LARGE = "llama-3.3-70b"


llm = ChatGroq(model=os.environ["MODEL"], temperature=0)


@app.post("/ask")
def ask(question: str) -> str:
    return llm.invoke(question).content
