from joblib import load as read
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(age: float):
    model = read("models/churn.joblib")
    return float(model.predict([[age]])[0])
