import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("../models/m.joblib")


@app.post("/predict")
def predict(x: float) -> float:
    return model.predict([[x]])[0]
