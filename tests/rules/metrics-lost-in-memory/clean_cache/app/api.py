from fastapi import FastAPI

app = FastAPI()
score_cache = {}


@app.post("/feedback")
def feedback(expected: int, answered: int):
    score_cache.update({expected: answered})
    return {"accuracy": None}
