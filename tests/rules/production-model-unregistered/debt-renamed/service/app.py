from fastapi import FastAPI
from joblib import load as read_model

app = FastAPI()
MODEL = read_model("models/prod.pkl")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(MODEL.predict_proba([list(row.values())])[0, 1])}
