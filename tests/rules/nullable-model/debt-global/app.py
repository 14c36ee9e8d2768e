import os

import joblib
from fastapi import FastAPI

app = FastAPI()
model = None


@app.on_event("startup")
def start():
    global model
    try:
        model = joblib.load("model.pkl")
    except Exception:
        print("model not loaded")


@app.post("/predict")
def predict(a: float) -> float:
    return float(model.predict([[a]])[0])
