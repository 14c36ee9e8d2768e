import os

import joblib
from fastapi import FastAPI

app = FastAPI()


def load(path):
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    return joblib.load(path)


model = load("model.pkl")


@app.post("/predict")
def predict(a: float) -> float:
    return float(model.predict([[a]])[0])
