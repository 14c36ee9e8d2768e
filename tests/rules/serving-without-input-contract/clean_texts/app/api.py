import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/model.joblib")


class Texts(BaseModel):
    texts: list[str]


class Customer(BaseModel):
    age: int
    history: list[float]


@app.post("/predict")
def predict(body: Texts):
    return {"labels": model.predict(body.texts).tolist()}


@app.post("/predict_customer")
def predict_customer(customer: Customer):
    return {"score": float(model.predict([[customer.age, *customer.history]])[0])}
