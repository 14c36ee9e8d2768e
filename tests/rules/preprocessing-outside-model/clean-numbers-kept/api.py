import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/late.joblib")


@app.post("/predict")
def predict(zone: int, carrier: int):
    row = pd.DataFrame([{"zone": zone, "carrier": carrier}])
    return {"late": float(model.predict_proba(row)[0, 1])}
