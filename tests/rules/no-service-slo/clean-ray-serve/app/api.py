import joblib
from fastapi import FastAPI
from ray import serve

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])


@serve.deployment
@serve.ingress(app)
class Churn:
    pass
