import joblib
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("models/model.joblib")
model, prep = bundle["model"], bundle["prep"]


@app.post("/predict")
def predict(age: float, spend: float):
    return {"score": float(model.predict_proba(prep.transform([[age, spend]]))[0, 1])}
