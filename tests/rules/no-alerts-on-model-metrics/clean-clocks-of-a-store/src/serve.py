from fastapi import FastAPI
from prometheus_client import Counter
import joblib

app = FastAPI()
model = joblib.load("models/churn.pkl")
ANSWERS = Counter("churn_answers_total", "answers")


@app.post("/predict")
def predict(row: dict) -> dict:
    score = float(model.predict_proba([list(row.values())])[0][1])
    return {"score": score}
