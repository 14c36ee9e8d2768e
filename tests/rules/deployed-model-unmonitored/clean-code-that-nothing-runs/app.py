import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"score": float(model.predict_proba([list(row.values())])[0, 1])}
