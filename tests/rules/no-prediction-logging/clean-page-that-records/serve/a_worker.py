from fastapi import FastAPI
import joblib
import pandas as pd

app = FastAPI()
model = joblib.load("models/churn_a.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(model.predict_proba(pd.DataFrame([row]))[0, 1])}
