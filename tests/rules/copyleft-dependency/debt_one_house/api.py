import fitz
import pymupdf4llm
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(x: str):
    return pymupdf4llm.to_markdown(fitz.open(x))
