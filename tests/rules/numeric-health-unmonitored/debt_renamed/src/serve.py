import joblib
from numpy import expm1 as back
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
    return {"score": float(back(model.predict(pd.DataFrame([row.model_dump()]))[0]))}
