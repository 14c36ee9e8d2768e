import joblib as jl
import pandas as frames
from fastapi import FastAPI

app = FastAPI()


class Scorer:
    def __init__(self):
        self.bundle = jl.load("model.joblib")

    def prepare(self, rows):
        table = frames.DataFrame(rows)
        return table.reindex(columns=self.bundle["columns"], fill_value=0)


scorer = Scorer()


@app.post("/predict")
def predict(payload: dict):
    return {"score": float(scorer.bundle["model"].predict(scorer.prepare([payload]))[0])}
