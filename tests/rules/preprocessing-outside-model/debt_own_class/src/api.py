import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("models/model.joblib")
prep = joblib.load("models/prep.joblib")


@app.post("/predict")
def predict(age: float, spend: float):
    return {"score": float(model.predict_proba(prep.transform([[age, spend]]))[0, 1])}
