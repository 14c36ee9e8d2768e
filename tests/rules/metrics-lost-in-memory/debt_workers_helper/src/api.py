import joblib
from fastapi import FastAPI
from prometheus_client import REGISTRY, Counter, generate_latest

app = FastAPI()
model = joblib.load("model.joblib")


def registered(kind, name, *rest):
    return REGISTRY._names_to_collectors.get(name) or kind(name, *rest)


PREDICTIONS = registered(Counter, "churn_predictions_total", "Predictions", ["outcome"])


@app.post("/predict")
def predict(age: float):
    score = float(model.predict_proba([[age]])[0, 1])
    PREDICTIONS.labels("high" if score > 0.5 else "low").inc()
    return {"score": score}


@app.get("/metrics")
def metrics():
    return generate_latest()
