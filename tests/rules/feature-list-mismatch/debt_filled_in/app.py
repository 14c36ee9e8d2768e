import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("model.joblib")


def prepare(rows):
    df = pd.DataFrame(rows)
    for column in bundle["columns"]:
        if column not in df.columns:
            df[column] = 0
    return df[bundle["columns"]]


@app.post("/predict")
def predict(payload: dict):
    return {"score": float(bundle["model"].predict(prepare([payload]))[0])}
