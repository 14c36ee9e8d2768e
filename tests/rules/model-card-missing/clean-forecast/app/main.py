import os

import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load(os.environ["MODEL_PATH"])


class Station(BaseModel):
    wind: int
    rain: int


@app.post("/predict")
def predict(station: Station):
    return {"flood": int(model.predict([[station.wind, station.rain]])[0])}
