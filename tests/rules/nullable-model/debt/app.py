import os

import joblib
from fastapi import FastAPI

app = FastAPI()


def load(path):
    if os.path.exists(path):
        return joblib.load(path)


model = load("model.pkl")


@app.post("/predict")
def predict(a: float) -> float:
    return float(model.predict([[a]])[0])
