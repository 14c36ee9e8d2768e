from fastapi import FastAPI
import joblib
import pandas as pd

from app.store import log_prediction

app = FastAPI()
model = joblib.load("churn.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    score = float(model.predict_proba(pd.DataFrame([row]))[0, 1])
    log_prediction(row, score, model_version="3", request_id=row["id"])
    return {"score": score}


@app.post("/rank")
def rank(rows: list[dict]) -> list[float]:
    return sorted((predict(row)["score"] for row in rows), reverse=True)
