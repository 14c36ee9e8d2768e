from typing import Dict, List

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/model.joblib")


class Rows(BaseModel):
    """What to score."""

    data: List[Dict]


class Transaction(BaseModel):
    features: list[float]


@app.post("/predict")
def predict(rows: Rows):
    return {"scores": model.predict(pd.DataFrame(rows.data)).tolist()}


@app.post("/predict_one")
def predict_one(transaction: Transaction):
    return {"score": float(model.predict([transaction.features])[0])}
