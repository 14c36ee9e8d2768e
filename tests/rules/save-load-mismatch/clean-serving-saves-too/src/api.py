import joblib
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("models/bundle.joblib")


@app.post("/predict")
def predict(age: float):
    return float(bundle["model"].predict(bundle["scaler"].transform([[age]]))[0])


@app.post("/reset")
def reset():
    joblib.dump({"model": bundle["model"], "scaler": bundle["scaler"], "columns": ["age"]}, "models/bundle.joblib")
