import asyncio

import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
async def predict(age: float):
    return {"score": (await asyncio.to_thread(model.predict, [[age]]))[0]}
