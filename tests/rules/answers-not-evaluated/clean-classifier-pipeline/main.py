from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
tones = pipeline("sentiment-analysis", model="acme/tones")


@app.post("/tone")
def tone(text: str) -> dict:
    return tones(text)[0]
