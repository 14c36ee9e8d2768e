from fastapi import FastAPI
from langchain.embeddings import OpenAIEmbeddings

from rag import store

app = FastAPI()


@app.post("/ask")
def ask(question: str) -> list[str]:
    return [found.page_content for found in store(OpenAIEmbeddings()).similarity_search(question)]
