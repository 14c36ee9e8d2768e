from fastapi import FastAPI
from pydantic import BaseModel
import joblib

app = FastAPI()
model = joblib.load('model.joblib')


class Row(BaseModel):
    age: float


@app.post('/predict')
def predict(row: Row):
    return {'score': float(model.predict([[row.age]])[0])}
