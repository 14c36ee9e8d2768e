import joblib
import numpy as np
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


class Answer(BaseModel):
    score: float = Field(ge=0, allow_inf_nan=False)


@app.post("/predict")
def predict(row: Row) -> Answer:
    return {"score": float(np.expm1(model.predict(pd.DataFrame([row.model_dump()]))[0]))}
