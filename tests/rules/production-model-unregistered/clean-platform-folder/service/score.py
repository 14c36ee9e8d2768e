import os

import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "model", "churn_model.pkl"))


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict_proba([list(row.values())])[0, 1])}
