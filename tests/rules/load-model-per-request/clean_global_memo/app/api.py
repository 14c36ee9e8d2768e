import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = None


@app.post("/predict")
def predict(age: float):
    global MODEL
    if MODEL is None:
        MODEL = joblib.load("models/churn.joblib")
    return float(MODEL.predict([[age]])[0])
