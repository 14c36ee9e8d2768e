import joblib
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: float


def threshold() -> float:
    return 0.5


@app.post("/predict")
def predict(row: Row, limit: float = Depends(threshold)):
    return {"churns": bool(model.predict([[row.age]])[0] > limit)}
