import joblib
import pandas as pd
from fastapi import FastAPI

from api.data import preprocess_data

app = FastAPI()
model = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(rows: list[dict]):
    return model.predict(preprocess_data(pd.DataFrame(rows))).tolist()
