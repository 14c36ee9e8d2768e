import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    score = MODEL.predict_proba([list(row.values())])[0, 1]
    return {"score": float(score)}
