import os

import joblib
from fastapi import FastAPI, HTTPException

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
    if model is None:
        raise HTTPException(status_code=503)
    return scored(a)


def scored(a):
    return float(model.predict([[a]])[0])


def lazy():
    global model
    if MODEL is None:
        MODEL = joblib.load("models/north.pkl")
