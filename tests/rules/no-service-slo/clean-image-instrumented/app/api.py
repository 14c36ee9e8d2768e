import joblib
from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()
Instrumentator().instrument(app).expose(app)
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])
