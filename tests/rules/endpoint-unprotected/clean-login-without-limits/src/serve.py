import joblib
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader

app = FastAPI()
model = joblib.load("model.joblib")
header = APIKeyHeader(name="X-API-Key")


def check_key(key: str = Security(header)):
    if key != "from the environment":
        raise HTTPException(401)


@app.post("/predict", dependencies=[Depends(check_key)])
def predict(age: float):
    return {"score": float(model.predict([[age]])[0])}
