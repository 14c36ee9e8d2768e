import joblib
from fastapi import FastAPI
from prometheus_client import Counter, generate_latest

app = FastAPI()
model = joblib.load("model.joblib")
PREDICTIONS = Counter("churn_predictions_total", "Predictions", ["outcome"])


@app.post("/predict")
def predict(age: float):
    score = float(model.predict_proba([[age]])[0, 1])
    PREDICTIONS.labels("high" if score > 0.5 else "low").inc()
    return {"score": score}


@app.get("/metrics")
def metrics():
    return generate_latest()
