import joblib
import pandas as pd
from fastapi import FastAPI
from features import build

app = FastAPI()
model = joblib.load("models/fraud.joblib")


@app.post("/predict")
def predict(row: dict):
    return float(model.predict(build(pd.DataFrame([row])))[0])
