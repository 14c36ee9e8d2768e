import logging

import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
logger = logging.getLogger(__name__)
model = joblib.load("model.joblib")


class Answer(BaseModel):
    score: float | None = None
    success: bool = True
    error: str | None = None


async def _score(amount: float) -> Answer:
    try:
        return Answer(score=float(model.predict([[amount]])[0]))
    except Exception as error:
        logger.error("scoring failed: %s", error)
        return Answer(success=False, error=str(error))


@app.post("/predict")
async def predict(amount: float) -> Answer:
    return await _score(amount)
