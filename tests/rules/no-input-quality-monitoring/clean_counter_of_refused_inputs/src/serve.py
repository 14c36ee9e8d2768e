import joblib
import pandas as pd
from fastapi import FastAPI
from prometheus_client import Counter
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


INVALID = Counter("invalid_inputs_total", "Requests with values that nobody expects")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
