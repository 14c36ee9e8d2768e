import joblib
from fastapi import FastAPI

from db import engine

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(age: int) -> dict[str, float]:
    with engine.connect():
        return {"score": float(model.predict([[age]])[0])}
