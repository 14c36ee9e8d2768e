import tensorflow as tf
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = tf.keras.models.load_model("models/model.keras")


class Row(BaseModel):
    age: float
    income: float


@app.post("/predict")
def predict(row: Row):
    frame = pd.DataFrame([row.model_dump()])
    return {"score": float(model.predict(frame)[0])}
