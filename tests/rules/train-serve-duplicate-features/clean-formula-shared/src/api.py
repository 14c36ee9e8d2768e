import joblib
import pandas as pd
from fastapi import FastAPI
from src.features import SavingRate

app = FastAPI()
model = joblib.load("models/loan.joblib")


@app.post("/predict")
def predict(bank_balance: float, annual_salary: float):
    row = pd.DataFrame([{"Bank Balance": bank_balance, "Annual Salary": annual_salary}])
    return {"risk": float(model.predict(SavingRate().transform(row)[["Saving_Rate"]])[0])}
