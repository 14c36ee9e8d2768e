import os

import joblib
from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
db = MongoClient(os.environ["MONGO_URL"])["plant"]
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(machine: str, load: float):
    risk = float(model.predict([[load]])[0])
    db["readings"].insert_one({"machine": machine, "load": load, "risk": risk})
    return {"risk": risk}
