from fastapi import FastAPI
from pydantic import BaseModel
import joblib

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    x: float


@app.post("/generate")
def generate(row: Row) -> float:
    return model.predict([[row.x]])[0]
