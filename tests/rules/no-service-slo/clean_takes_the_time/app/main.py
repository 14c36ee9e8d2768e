import logging
import time

import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/m.joblib")


@app.post("/predict")
def predict(row: dict):
    start = time.perf_counter()
    answer = model.predict([list(row.values())]).tolist()
    latency_ms = (time.perf_counter() - start) * 1000
    logging.info("predicted in %.1f ms", latency_ms)
    return answer
