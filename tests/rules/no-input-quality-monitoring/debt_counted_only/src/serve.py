import joblib
import pandas as pd
from fastapi import FastAPI
from prometheus_client import Counter
from pydantic import BaseModel

app = FastAPI()
ASKED = Counter("churn_asked_total", "Requests")
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    ASKED.inc()
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
