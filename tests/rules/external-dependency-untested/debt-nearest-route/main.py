import joblib
from fastapi import FastAPI

from features import Store

app = FastAPI()
model = joblib.load("models/churn.joblib")


store = Store()


def scored(customer: int) -> float:
    return float(model.predict([store.get(customer)])[0])


@app.get("/score-many")
def score_many(customers: str) -> dict:
    return {one: score(int(one)) for one in customers.split(",")}


@app.get("/score/{customer}")
def score(customer: int) -> dict:
    return {"churn": scored(customer)}
