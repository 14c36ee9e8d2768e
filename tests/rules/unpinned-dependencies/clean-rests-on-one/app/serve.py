import requests
import vllm
from fastapi import FastAPI
from langchain_core.documents import Document

app = FastAPI()


def ask(url: str) -> Document:
    return Document(page_content=str(vllm.LLM(requests.get(url, timeout=5).text)))
