import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": float(model.predict([list(row.values())])[0])}
