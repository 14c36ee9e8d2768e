import joblib
from fastapi import FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()
bearer = HTTPBearer()
model = joblib.load("model.joblib")
KNOWN = {"a-token-of-the-vault"}


class Row(BaseModel):
    age: float


@app.post("/predict")
async def predict(row: Row, request: Request):
    given = await bearer(request)
    if given.credentials not in KNOWN:
        raise HTTPException(403)
    return {"score": float(model.predict([[row.age]])[0])}
