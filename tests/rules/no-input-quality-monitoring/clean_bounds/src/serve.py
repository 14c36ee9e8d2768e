import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int = Field(ge=0, le=120)
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
