import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(x: float):
    return MODEL.predict([[x]])
