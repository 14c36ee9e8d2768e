import joblib
from fastapi import FastAPI
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
def predict(row: Row):
    return {"score": float(model.predict([[row.age]])[0])}
