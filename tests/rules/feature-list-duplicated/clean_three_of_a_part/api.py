import joblib
import pandas as pd
from fastapi import FastAPI

categorical_features = ["tenure", "monthly_charge", "complaints"]
app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"churn": float(model.predict_proba(pd.DataFrame([row])[categorical_features])[0, 1])}
