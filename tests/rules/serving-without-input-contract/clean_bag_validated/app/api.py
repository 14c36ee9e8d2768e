from typing import Dict, List

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel, Field, field_validator

app = FastAPI()
model = joblib.load("models/model.joblib")


class Rows(BaseModel):
    """What to score."""

    data: List[Dict]

    @field_validator("data")
    @classmethod
    def known(cls, rows):
        assert all(row.keys() == {"age", "plan"} for row in rows)
        return rows


class Transaction(BaseModel):
    features: list[float] = Field(min_length=4, max_length=4)


@app.post("/predict")
def predict(rows: Rows):
    return {"scores": model.predict(pd.DataFrame(rows.data)).tolist()}


@app.post("/predict_one")
def predict_one(transaction: Transaction):
    return {"score": float(model.predict([transaction.features])[0])}
