import logging

import joblib
from fastapi import FastAPI

app = FastAPI()
logger = logging.getLogger(__name__)
VERSION = "7"
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    score = MODEL.predict_proba([list(row.values())])[0, 1]
    logger.info("prediction", extra={"version": VERSION, "score": score})
    return {"score": float(score)}
