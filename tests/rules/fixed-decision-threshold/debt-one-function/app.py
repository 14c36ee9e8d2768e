import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/score")
def score(x: float) -> str:
    probability = model.predict_proba([[x]])[0, 1]
    if probability > 0.7:
        return "high"
    if probability > 0.4:
        return "medium"
    return "low"
