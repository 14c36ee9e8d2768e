import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Row(BaseModel):
    tenure: float
    charges: float


class Score(BaseModel):
    score: float


@app.post("/v1/predict")
def predict(row: Row) -> Score:
    return Score(score=float(model.predict_proba([[row.tenure, row.charges]])[0, 1]))


@app.post("/v1/similar-search")
def similar_search(query: dict):
    return {"vectors": model.predict([query["text"]]).tolist()}
