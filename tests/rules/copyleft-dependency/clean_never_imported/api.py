from fastapi import FastAPI
from pypdf import PdfReader

app = FastAPI()


@app.post("/ask")
def ask(path: str):
    return PdfReader(path).pages[0].extract_text()
