import joblib
import pandas as pd
from fastapi import FastAPI, HTTPException, status
from pydantic import BaseModel

app = FastAPI()
PLANS = {"small": 0, "large": 1}
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    try:
        plan = PLANS[row.plan]
    except KeyError as error:
        raise HTTPException(
            status_code=status.HTTP_422_UNPROCESSABLE_ENTITY, detail=f"unknown plan {error}"
        ) from error
    return {"score": float(model.predict_proba(pd.DataFrame([[row.age, plan]]))[0, 1])}
