import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/loan.joblib")


@app.post("/predict")
def predict(bank_balance: float, annual_salary: float):
    saving_rate = bank_balance / annual_salary if annual_salary > 0 else 0
    return {"risk": float(model.predict([[saving_rate]])[0])}
