import asyncio
import uuid

import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")
work_queue: asyncio.Queue = asyncio.Queue()
pending = {}


@app.post("/predict")
async def predict(age: float):
    key = str(uuid.uuid4())
    pending[key] = None
    await work_queue.put((key, age))
    return {"id": key}


@app.get("/predict/{key}")
async def answer(key: str):
    return {"score": pending.get(key)}


async def worker():
    while True:
        key, age = await work_queue.get()
        pending[key] = float(model.predict([[age]])[0])
