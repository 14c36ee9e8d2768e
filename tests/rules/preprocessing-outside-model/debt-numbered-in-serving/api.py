import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/late.joblib")


@app.post("/predict")
def predict(zone: str, carrier: str):
    row = pd.DataFrame([{"zone": zone, "carrier": carrier}])
    row["zone"] = pd.factorize(row["zone"])[0]
    return {"late": float(model.predict_proba(row)[0, 1])}
