import os

from fastapi import FastAPI
from langchain_groq import ChatGroq

app = FastAPI()


class Model:
    def __init__(self, id: str, label: str) -> None:
        self.id, self.label = id, label


MODELS = {
    "small": Model(id="gpt-4o", label="GPT 4o"),
    "large": Model(id="mistral-large", label="Mistral Large"),
}


llm = ChatGroq(model=os.environ["MODEL"], temperature=0)


@app.post("/ask")
def ask(question: str) -> str:
    return llm.invoke(question).content
