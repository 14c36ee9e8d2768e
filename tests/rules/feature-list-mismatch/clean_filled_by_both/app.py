import joblib
import pandas as pd
from fastapi import FastAPI
from shape import counted

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(events: list[dict]):
    return {"score": float(model.predict(counted(pd.DataFrame(events)))[0])}
