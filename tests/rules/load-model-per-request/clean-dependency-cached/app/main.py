import io
from functools import lru_cache

import boto3
import joblib
from fastapi import Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Row(BaseModel):
    age: float


@lru_cache
def get_model():
    obj = boto3.client("s3").get_object(Bucket="models", Key="churn.joblib")
    return joblib.load(io.BytesIO(obj["Body"].read()))


@app.post("/predict")
def predict(row: Row, model=Depends(get_model)):
    return {"score": float(model.predict([[row.age]])[0])}
