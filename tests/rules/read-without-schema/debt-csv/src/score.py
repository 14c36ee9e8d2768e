"""Scores the users of a file."""

import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(path: str) -> list[float]:
    df = pd.read_csv(path)
    return model.predict(df[["age", "tenure"]]).tolist()
