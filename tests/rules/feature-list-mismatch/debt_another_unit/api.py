import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/fraud.joblib")


class Row(BaseModel):
    id: str
    amount: float
    tenure_months: int
    country_risk: float
    n_orders: int


@app.post("/predict")
def predict(row: Row):
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
