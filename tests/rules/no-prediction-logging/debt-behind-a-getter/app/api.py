from fastapi import FastAPI

from app.store import get_model

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    score = get_model().predict_proba([list(row.values())])[0, 1]
    return {"score": float(score)}
