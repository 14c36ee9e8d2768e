import pickle

from fastapi import FastAPI

app = FastAPI()
with open("data/churn.pkl", "rb") as file:
    SCORER = pickle.load(file)


@app.post("/churn")
def churn(row: dict) -> dict:
    return {"score": float(SCORER.predict([list(row.values())])[0])}


@app.post("/copy")
def copy() -> None:
    with open("data/churn.pkl", "wb") as file:
        pickle.dump(SCORER, file)
