import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("artefacts/model.joblib")


@app.post("/predict")
def predict(age: float):
    return {"score": float(model.predict_proba([[age]])[0, 1])}
