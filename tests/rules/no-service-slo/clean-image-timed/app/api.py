import logging
import time

import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")
log = logging.getLogger("churn")


@app.middleware("http")
async def timed(request, call_next):
    start = time.perf_counter()
    answer = await call_next(request)
    elapsed = time.perf_counter() - start
    log.info("%s %s %.3f", request.url.path, answer.status_code, elapsed)
    return answer


@app.post("/predict")
def predict(age: float):
    return float(MODEL.predict([[age]])[0])
