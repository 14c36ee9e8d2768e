import os
from pathlib import Path

import joblib
from fastapi import FastAPI

MODELS = Path(os.environ["MODEL_DIR"])
app = FastAPI()


def load(name: str):
    return joblib.load(MODELS / name)


@app.post("/predict")
def predict(row: dict, name: str) -> dict:
    return {"score": float(load(name).predict_proba([list(row.values())])[0, 1])}
