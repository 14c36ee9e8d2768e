import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/public.joblib")


@app.post("/score")
def score(row: dict):
    return {"score": float(model.predict_proba(pd.DataFrame([row]))[0, 1])}
