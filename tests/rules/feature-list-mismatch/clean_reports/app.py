import joblib
from fastapi import FastAPI

from monitoring.shares import shares

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(rows: list[list[float]]):
    return {"scores": [float(one) for one in model.predict(rows)], "shares": shares(rows)}
