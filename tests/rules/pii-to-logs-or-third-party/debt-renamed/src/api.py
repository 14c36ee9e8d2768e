import logging as lg

from fastapi import FastAPI
from pydantic import BaseModel

_log = lg.getLogger(__name__)
app = FastAPI()


class Applicant(BaseModel):
    full_name: str
    email: str
    income: float


@app.post("/predict")
def predict(body: Applicant):
    _log.info("scoring %s", body.model_dump())
    return {"score": 0.5}
