from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
model = pipeline("sentiment-analysis", model="ProsusAI/finbert", revision="4556d13015211d73dccd3fdd39d39232506f3e43")


@app.post("/predict")
def predict(text: str):
    return model(text)[0]
