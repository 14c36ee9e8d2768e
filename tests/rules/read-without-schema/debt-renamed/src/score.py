"""Scores the users of a file."""

import joblib
from pandas import read_csv as take
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(path: str) -> list[float]:
    df = take(path)
    return model.predict(df[["age", "tenure"]]).tolist()
