import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/churn.joblib")
samples = pd.read_csv("data/samples.csv")


@app.get("/sample_table")
def sample_table() -> list[float]:
    return list(model.predict_proba(samples[["age", "plan"]])[:, 1])
