from functools import lru_cache

import joblib
from fastapi import FastAPI

app = FastAPI()


@lru_cache
def load_model():
    return joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(age: float):
    model = load_model()
    return float(model.predict([[age]])[0])
