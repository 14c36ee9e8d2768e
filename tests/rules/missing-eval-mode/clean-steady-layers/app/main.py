from fastapi import FastAPI

from app.service import Scorer

app = FastAPI()
scorer = Scorer("weights.pt")


@app.post("/score")
def score(row: list[float]) -> dict[str, float]:
    return {"score": scorer.scores([row])[0]}
