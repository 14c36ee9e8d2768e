import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/fraud.joblib")


def build_features(frame):
    frame["a"] = frame.x * 2
    frame["b"] = frame.x * 3
    frame["c"] = frame.x * 5
    return frame


@app.post("/predict")
def predict(row: dict):
    return float(model.predict(build_features(pd.DataFrame([row])))[0])
