import logging

from fastapi import FastAPI
from pydantic import BaseModel

logger = logging.getLogger(__name__)
from .privacy import redact

app = FastAPI()


class Applicant(BaseModel):
    full_name: str
    email: str
    income: float


@app.post("/predict")
def predict(payload: Applicant):
    logger.info("scoring %s", redact(payload))
    return {"score": 0.5}
