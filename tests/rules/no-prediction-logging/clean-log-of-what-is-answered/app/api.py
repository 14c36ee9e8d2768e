import logging

import joblib
from fastapi import FastAPI

app = FastAPI()
logger = logging.getLogger(__name__)
MODEL = joblib.load("models/price.joblib")


@app.post("/estimate")
def estimate(row: dict):
    scaled = MODEL.predict([list(row.values())])
    final_price = round(float(scaled[0]), 2)
    logger.info(f"Done. Final price: {final_price:.2f}")
    return {"price": final_price}
