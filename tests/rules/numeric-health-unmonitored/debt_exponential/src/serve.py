import joblib
import numpy as np
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    return {"score": float(np.expm1(model.predict(pd.DataFrame([row.model_dump()]))[0]))}
