import joblib
import torch
from fastapi import FastAPI

from src.load import Ranker, loaded

app = FastAPI()
SCALER = joblib.load("artifacts/scaler.joblib")
LOADED = loaded("/app/model.pkl")
RANKER = Ranker("ranker.pt")
TREE = joblib.load("/opt/ml/model/decision-tree.pkl")


@app.post("/predict")
def predict(x: float):
    return LOADED.predict(SCALER.transform([[x]])) + TREE.predict([[x]]) + RANKER.restored()
