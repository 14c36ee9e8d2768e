import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(row: dict) -> float:
    # TODO: do we answer with the wrong model here?
    # In production, this should use git diff to find what changed
    # TODO: replace this ugly hack by a queue
    return float(model.predict([list(row.values())])[0])


@app.get("/health")
def health() -> dict[str, str]:
    # single region for now
    return {"status": "ok"}


@app.get("/alerts")
def alerts(rows: list[float]) -> list[float]:
    # TODO: alert limits of each customer
    return [row for row in rows if row > 0.9]
