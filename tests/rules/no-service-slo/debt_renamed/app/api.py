import joblib
from fastapi import FastAPI as Web

app = Web()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])
