import joblib
from fastapi import FastAPI

from app.store import store_prediction

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    score = MODEL.predict_proba([list(row.values())])[0, 1]
    store_prediction(row, score)
    return {"score": float(score)}
