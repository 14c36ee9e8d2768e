import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


class Row(BaseModel):
    tenure: int


@app.post("/v1/predict")
def predict(row: Row) -> float:
    return float(MODEL.predict([[row.tenure]])[0])
