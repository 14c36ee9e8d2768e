import joblib
import pandas as pd
import requests
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    seen = requests.post("http://features.internal/online", json={"age": row.age}).json()
    return {"score": float(model.predict_proba(pd.DataFrame([seen]))[0, 1])}
