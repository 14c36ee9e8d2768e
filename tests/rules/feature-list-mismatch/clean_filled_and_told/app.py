import logging
import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("model.joblib")

logger = logging.getLogger(__name__)

def prepare(rows):
    df = pd.DataFrame(rows)
    missing = set(bundle["columns"]) - set(df.columns)
    for column in missing:
        df[column] = 0
    if missing:
        logger.warning("missing columns filled in: %s", missing)
    return df[bundle["columns"]]


@app.post("/predict")
def predict(payload: dict):
    return {"score": float(bundle["model"].predict(prepare([payload]))[0])}
