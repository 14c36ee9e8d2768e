import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: int


@app.post("/predict")
def predict(row: Row):
    try:
        return {"score": float(model.predict_proba([[row.age]])[0, 1])}
    except Exception as error:
        return {"error": str(error)}
