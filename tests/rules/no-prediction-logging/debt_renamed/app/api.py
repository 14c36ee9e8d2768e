import joblib as jl
from fastapi import FastAPI as Web

app = Web()
MODEL = jl.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    score = MODEL.predict_proba([list(row.values())])[0, 1]
    return {"score": float(score)}
