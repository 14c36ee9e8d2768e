import joblib
import os

from fastapi import FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_headers=["Content-Type", "Authorization"],
)
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: float


@app.get("/health")
def health():
    return {"ok": True}


@app.post("/predict")
def predict(row: Row, request: Request):
    if request.headers.get("Authorization") != os.environ["SCORING_KEY"]:
        raise HTTPException(401)
    return {"score": float(model.predict([[row.age]])[0])}
