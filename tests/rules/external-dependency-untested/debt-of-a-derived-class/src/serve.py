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


class Features:
    def of(self, row):
        return self.fetch({"age": row.age})

    def fetch(self, ids):
        raise NotImplementedError


class OnlineFeatures(Features):
    def fetch(self, ids):
        return requests.post("http://features.internal/online", json=ids).json()


store = OnlineFeatures()


@app.post("/predict")
def predict(row: Row) -> dict:
    seen = store.of(row)
    return {"score": float(model.predict_proba(pd.DataFrame([seen]))[0, 1])}
