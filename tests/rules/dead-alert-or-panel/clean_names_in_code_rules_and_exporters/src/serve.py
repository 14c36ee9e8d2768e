from fastapi import FastAPI
from prometheus_client import Counter, Gauge, Histogram
import joblib

app = FastAPI()
model = joblib.load("models/churn.pkl")
ANSWERS = Counter("churn_answers_total", "answers")
MEAN = Gauge("churn_prediction_mean", "mean score of the last hour")
SECONDS = Histogram("request_seconds", "time", namespace="churn")


@app.post("/predict")
def predict(row: dict) -> dict:
    score = float(model.predict_proba([list(row.values())])[0][1])
    MEAN.set(score)
    return {"score": score}
