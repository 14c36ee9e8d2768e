from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI, HTTPException

state = {}


@asynccontextmanager
async def lifespan(app):
    try:
        state["model"] = joblib.load("model.joblib")
    except FileNotFoundError:
        pass
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/health")
def health():
    return {"status": "ok", "loaded": state.get("model") is not None}


@app.post("/predict")
def predict(row: dict[str, float]):
    if "model" not in state:
        raise HTTPException(status_code=503)
    return {"score": float(state["model"].predict([list(row.values())])[0])}
