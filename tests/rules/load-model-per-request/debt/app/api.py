import joblib
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(age: float):
    model = joblib.load("models/churn.joblib")
    return float(model.predict([[age]])[0])
