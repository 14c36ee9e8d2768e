import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("artifacts/model.pkl")
scaler = joblib.load("data/processed/scaler.pkl")


@app.post("/predict")
def predict(rows: list[float]) -> float:
    return float(model.predict(scaler.transform([rows]))[0])
