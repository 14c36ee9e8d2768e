import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/score")
def score(a: float) -> float:
    return float(MODEL.predict([[a]])[0])
