import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: float


@app.get("/health")
def health():
    return {"ok": True}


@app.post("/predict")
def predict(row: Row):
    return {"score": float(model.predict([[row.age]])[0])}
