import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/prod.pkl")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict_proba([list(row.values())])[0, 1])}
