import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram, make_asgi_app

app = FastAPI()
app.mount("/metrics", make_asgi_app())
model = joblib.load("models/churn.pkl")
ASKED = Counter("nginx_http_requests_total", "answers")
SECONDS = Histogram("queue_seconds", "time")


@app.post("/predict")
def predict(age: float) -> dict:
    ASKED.inc()
    with SECONDS.time():
        return {"score": float(model.predict_proba([[age]])[0][1])}
