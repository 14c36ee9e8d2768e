import joblib
import mlflow
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load(mlflow.artifacts.download_artifacts("models:/churn@champion"))


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict_proba([list(row.values())])[0, 1])}
