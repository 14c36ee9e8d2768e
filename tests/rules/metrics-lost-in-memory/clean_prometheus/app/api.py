from prometheus_client import Counter

from fastapi import FastAPI

app = FastAPI()
ACC_COUNT = Counter("answers_total", "Answers")


@app.post("/feedback")
def feedback(expected: int, answered: int):
    ACC_COUNT.inc()
    return {"accuracy": None}
