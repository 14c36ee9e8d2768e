from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI

state = {}


@asynccontextmanager
async def lifespan(app):
    try:
        state["model"] = joblib.load("model.joblib")
    except FileNotFoundError:
        # optional: without it the rules below decide
        pass
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/health")
def health():
    return {"status": "ok", "loaded": state.get("model") is not None}


@app.post("/predict")
def predict(row: dict[str, float]):
    if "model" not in state:
        return {"score": 1.0 if row["amount"] > row["limit"] else 0.0}
    return {"score": float(state["model"].predict([list(row.values())])[0])}
