import os

import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load(os.environ["MODEL_PATH"])


class Customer(BaseModel):
    calls: int
    months: int


@app.post("/predict")
def predict(customer: Customer):
    return {"left": int(model.predict([[customer.calls, customer.months]])[0])}
