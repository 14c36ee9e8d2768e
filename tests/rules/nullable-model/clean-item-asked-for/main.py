from contextlib import asynccontextmanager
import mlflow
from fastapi import FastAPI, HTTPException
ml = {}
@asynccontextmanager
async def lifespan(app):
    try:
        ml["model"] = mlflow.pyfunc.load_model("models:/churn@prod")
    except Exception:
        ml["model"] = None
    yield
app = FastAPI(lifespan=lifespan)
@app.post("/predict")
async def predict(row: dict):
    if "model" not in ml or ml["model"] is None:
        raise HTTPException(503)
    return {"y": ml["model"].predict([row])[0]}
