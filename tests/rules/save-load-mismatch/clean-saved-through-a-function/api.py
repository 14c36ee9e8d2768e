import joblib
from fastapi import FastAPI

app = FastAPI()
loaded = joblib.load("models/model.joblib")


@app.post("/predict")
def predict(age: float):
    return {"columns": loaded["columns"], "score": float(loaded["model"].predict([[age]])[0]), "limit": loaded["limit"]}
