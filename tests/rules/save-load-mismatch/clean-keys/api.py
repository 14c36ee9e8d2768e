import joblib
from fastapi import FastAPI

app = FastAPI()
artifacts = {}


@app.on_event("startup")
def load():
    loaded = joblib.load("models/model.joblib")
    artifacts.update(loaded)


@app.post("/predict")
def predict(age: float):
    score = float(artifacts["model"].predict_proba([[age]])[0, 1])
    return {"columns": artifacts["columns"], "high": score >= artifacts.get("cost", artifacts["threshold"])}
