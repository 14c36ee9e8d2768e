import joblib
from fastapi import FastAPI

app = FastAPI()


class Scorer:
    def __init__(self) -> None:
        self.model = joblib.load("models/prod.pkl")

    def score(self, row: dict) -> float:
        return float(self.model.predict_proba([list(row.values())])[0, 1])


SCORER = Scorer()


@app.post("/predict")
def predict(row: dict) -> dict:
    return {"score": SCORER.score(row)}
