import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/fraud.joblib")


class Row(BaseModel):
    id: str
    amount: float
    since: int
    country_risk: float
    n_orders: int


def build_features(frame):
    frame["tenure_days"] = (pd.Timestamp.now() - pd.to_datetime(frame["since"])).dt.days
    return frame


@app.post("/predict")
def predict(row: Row):
    return {"score": float(model.predict_proba(build_features(pd.DataFrame([row.model_dump()])))[0, 1])}
