import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(path: str) -> list[float]:
    return model.predict(pd.read_csv(path, header=None)).tolist()
