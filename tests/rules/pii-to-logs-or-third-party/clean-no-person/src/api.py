import logging

from fastapi import FastAPI
from pydantic import BaseModel

logger = logging.getLogger(__name__)
app = FastAPI()


class Part(BaseModel):
    width: float
    height: float
    depth: float


@app.post("/predict")
def predict(payload: Part):
    logger.info("scoring %s", payload.model_dump())
    return {"score": 0.5}
