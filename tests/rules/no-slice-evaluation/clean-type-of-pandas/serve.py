import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/churn.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"p": float(model.predict_proba([[row["age"]]])[0][1])}
