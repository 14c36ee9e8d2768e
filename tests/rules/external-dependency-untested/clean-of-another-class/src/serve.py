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
        return ids | {"old": ids["age"] > 60}


class Releases:
    def newest(self):
        return self.fetch("newest")

    def fetch(self, name):
        return requests.post("http://registry.internal/versions", json={"name": name}).json()


store = Features()


@app.post("/predict")
def predict(row: Row) -> dict:
    seen = store.of(row)
    return {"score": float(model.predict_proba(pd.DataFrame([seen]))[0, 1])}
