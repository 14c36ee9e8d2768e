import requests
from fastapi import FastAPI

app = FastAPI()


def predict(row):
    return requests.post("http://model:8000/predict", json=row, timeout=5).json()


@app.post("/predict")
def proxy(row: dict):
    return predict(row)
