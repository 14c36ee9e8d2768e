import joblib
import pandas as pd
from fastapi import FastAPI

from src.shape import Shaper

app = FastAPI()
model = joblib.load("models/fraud.joblib")
shaper = Shaper.load("models/shaper.joblib")


@app.post("/predict")
def predict(row: dict):
    return model.predict(shaper.transform(pd.DataFrame([row]))).tolist()
