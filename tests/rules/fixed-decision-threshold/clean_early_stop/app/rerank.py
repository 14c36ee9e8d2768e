from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Reranker(BaseModel):
    model: Any
    enough: int = 3
    early_stop_threshold: float = 0.8

    def rank(self, rows):
        kept = []
        for row in rows:
            score = self.model.predict_proba([row])[0][1]
            kept.append((row, score))
            if len(kept) >= self.enough and score >= self.early_stop_threshold:
                break
        return kept


@app.post("/predict/")
def predict(rows: list[list[float]]) -> list:
    return Reranker(model=app.state.model).rank(rows)
