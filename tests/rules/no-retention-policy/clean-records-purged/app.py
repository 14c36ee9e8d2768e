import sqlite3

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Row(BaseModel):
    age: int
    gender: str
    amount: float


@app.post("/predict")
def predict(row: Row):
    prediction = float(model.predict(pd.DataFrame([row.model_dump()]))[0])
    with sqlite3.connect("answers.db") as connection:
        connection.execute("INSERT INTO answers (input, prediction) VALUES (?, ?)", (row.model_dump_json(), prediction))
    return {"prediction": prediction}


def delete_old_answers():
    with sqlite3.connect("answers.db") as connection:
        connection.execute("DELETE FROM answers WHERE at < datetime('now', '-90 days')")
