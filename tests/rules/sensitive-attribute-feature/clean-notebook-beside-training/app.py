import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(payload: dict):
    return {"churn": float(model.predict_proba(pd.DataFrame([payload]))[0, 1])}
