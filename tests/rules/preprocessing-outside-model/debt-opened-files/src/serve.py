import pickle
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
with open("models/model.pkl", "rb") as f:
    model = pickle.load(f)
with open("models/scaler.pkl", "rb") as f:
    scaler = pickle.load(f)


class Row(BaseModel):
    age: float
    income: float


@app.post("/predict")
def predict(row: Row):
    frame = pd.DataFrame([row.model_dump()])
    frame = scaler.transform(frame)
    return {"score": float(model.predict(frame)[0])}
