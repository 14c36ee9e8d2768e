from fastapi import FastAPI
import logging

from keys import check, hide as forgot

logger = logging.getLogger(__name__)
app = FastAPI()


@app.post("/predict")
def predict(rows: list[float]) -> float:
    return sum(rows)


@app.post("/forgot")
def on_forgot(user_id: str) -> str:
    forgot(user_id)
    return "sent"
