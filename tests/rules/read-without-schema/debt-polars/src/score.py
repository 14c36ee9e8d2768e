"""Scores the users of a file."""

import joblib
import polars as pl
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(path: str) -> list[float]:
    df = pl.read_csv(path).to_pandas()
    return model.predict(df[["age", "tenure"]]).tolist()
