import os

import joblib
import psycopg2
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: int


def open_connection():
    return psycopg2.connect(os.environ["DATABASE_URL"])


@app.post("/predict")
def predict(row: Row):
    score = float(model.predict_proba([[row.age]])[0, 1])
    with open_connection() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO scores VALUES (%s, %s)", (row.age, score))
    return {"score": score}
