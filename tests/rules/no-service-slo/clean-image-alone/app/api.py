import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])
