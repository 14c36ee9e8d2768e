import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Customer(BaseModel):
    tenure: int
    monthly_charges: float
    total_charges: float
    support_calls: int


@app.post("/predict")
def predict(customer: Customer):
    frame = pd.DataFrame([customer.model_dump()])
    return {"churn": float(model.predict_proba(frame)[0, 1])}
