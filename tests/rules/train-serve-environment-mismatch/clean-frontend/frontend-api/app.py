import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/score")
def score():
    return requests.post("http://model:8080/predict", json={}, timeout=5).json()
