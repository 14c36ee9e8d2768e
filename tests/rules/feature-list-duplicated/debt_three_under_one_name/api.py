import joblib
import pandas as pd
from fastapi import FastAPI

FEATURES = ["tenure", "monthly_charge", "complaints"]
app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"churn": float(model.predict_proba(pd.DataFrame([row])[FEATURES])[0, 1])}
