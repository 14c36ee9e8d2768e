from fastapi import FastAPI
import joblib
import pandas as pd

from app.service import answer

app = FastAPI()
model = joblib.load("churn.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    return answer(row, float(model.predict_proba(pd.DataFrame([row]))[0, 1]))


@app.post("/v1/predict")
def predict_as_others_ask(row: dict) -> dict:
    return predict(row["data"])


@app.post("/search")
def search(row: dict) -> list:
    return model.predict(pd.DataFrame([row])).tolist()
