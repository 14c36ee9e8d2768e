from joblib import load as read_model
import pandas as pd
import fastapi as web
from pydantic import BaseModel

app = web.FastAPI()
model = read_model("models/churn.joblib")


class Row(BaseModel):
    age: int
    plan: str


@app.post("/predict")
def predict(row: Row) -> dict:
    return {"score": float(model.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])}
