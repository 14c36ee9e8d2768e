from fastapi import FastAPI
from langchain_community.document_loaders import PyMuPDFLoader

app = FastAPI()


@app.post("/ask")
def ask(path: str):
    return PyMuPDFLoader(path).load()[0].page_content
