import joblib
from fastapi import FastAPI
from weasyprint import HTML

app = FastAPI()
MODEL = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    score = float(MODEL.predict_proba([list(row.values())])[0, 1])
    return {"score": score, "page": HTML(string=f"<p>{score}</p>").write_pdf().hex()}
