"""Scores the users of a file."""

import joblib
from pyspark.sql import SparkSession
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(path: str) -> list[float]:
    df = SparkSession.builder.getOrCreate().read.option("inferSchema", "true").csv(path).toPandas()
    return model.predict(df[["age", "tenure"]]).tolist()
