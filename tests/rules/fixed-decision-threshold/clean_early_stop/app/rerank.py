from fastapi import FastAPI

app = FastAPI()


class Reranker:
    early_stop_threshold: float = 0.8

    def __init__(self, model, enough: int):
        self.model = model
        self.enough = enough

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
    return Reranker(app.state.model, 3).rank(rows)
