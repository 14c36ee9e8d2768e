import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram, make_asgi_app

app = FastAPI()
app.mount("/metrics", make_asgi_app())
model = joblib.load("models/churn.pkl")
ASKED = Counter("churn_predictions_total", "answers")
SECONDS = Histogram("prediction_seconds", "time", namespace="churn")


@app.post("/predict")
def predict(age: float) -> dict:
    ASKED.inc()
    with SECONDS.time():
        return {"score": float(model.predict_proba([[age]])[0][1])}
