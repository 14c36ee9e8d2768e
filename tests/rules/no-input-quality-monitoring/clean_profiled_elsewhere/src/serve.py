import aporia
import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
client = aporia.Model("churn", "v1")
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    score = float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])
    client.log_prediction(id="1", features=row.model_dump(), predictions={"y": score})
    return {"score": score}
