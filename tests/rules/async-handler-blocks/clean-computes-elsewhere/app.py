import asyncio

import joblib
from fastapi import FastAPI
from remote import ModelClient

app = FastAPI()
model_client = ModelClient("https://models.example.com")


@app.post("/predict")
async def predict(age: float):
    return {"score": await model_client.predict([age])}


@app.post("/local")
def local(age: float):
    model = joblib.load("model.joblib")
    return {"score": float(model.predict([[age]])[0])}
