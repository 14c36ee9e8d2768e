import joblib
import pandas as pd
from fastapi import FastAPI

from service.schemas import Rows

app = FastAPI()
MODEL = joblib.load("models/prod.pkl")


@app.post("/v1/predict")
def predict(request: Rows) -> dict:
    return {"scores": MODEL.predict_proba(pd.DataFrame(request.data))[:, 1].tolist()}
