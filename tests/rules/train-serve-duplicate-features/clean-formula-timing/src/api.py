import time

import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/loan.joblib")


@app.post("/predict")
def predict(amount: float, revenue: float):
    started = time.time()
    loan_ratio = amount / revenue
    answer = float(model.predict([[loan_ratio]])[0])
    end_time = time.time()
    duration = end_time - started
    return {"risk": answer, "duration": duration}
