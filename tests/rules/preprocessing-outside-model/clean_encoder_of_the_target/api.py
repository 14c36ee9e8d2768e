import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/fraud.joblib")


@app.post("/predict")
def predict(row: dict):
    return float(model.predict(pd.DataFrame([row]))[0])
