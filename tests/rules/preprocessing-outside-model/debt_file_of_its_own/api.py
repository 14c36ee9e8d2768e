import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/fraud.joblib")
scaler = joblib.load("models/scaler.joblib")


@app.post("/predict")
def predict(row: dict):
    return float(model.predict(scaler.transform(pd.DataFrame([row])))[0])
