import joblib
from fastapi import FastAPI

from store.keep import update_label

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(amount: float):
    return {"score": float(model.predict([[amount]])[0])}


@app.post("/label")
def label(key: str, value: int):
    update_label(key, value)
    return {"kept": True}
