import joblib
import numpy as np
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
epsilon = 1e-6
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    frame = pd.DataFrame([row.model_dump()])
    frame["age"] = np.log(frame["age"].values + epsilon)
    return {"score": float(model.predict(frame)[0])}
