import os

import mlflow.pyfunc
from fastapi import FastAPI

MODEL_URI = os.getenv("MODEL_URI", "mlruns/3308/673361f259d44733b52881dd0a0c30cc/artifacts/model")
model = mlflow.pyfunc.load_model(MODEL_URI)
app = FastAPI()


@app.post("/predict")
def predict(rows: list[float]) -> float:
    return float(model.predict([rows])[0])
