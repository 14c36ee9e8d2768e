import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("model.joblib")


def prepare(table):
    table = pd.get_dummies(table, columns=["country", "gender"], drop_first=True)
    for column in bundle["columns"]:
        if column not in table.columns:
            table[column] = 0
    return table[bundle["columns"]]


@app.post("/predict")
def predict(country: str, gender: str, age: int):
    row = prepare(pd.DataFrame([{"country": country, "gender": gender, "age": age}]))
    return {"score": float(bundle["model"].predict_proba(row)[0, 1])}
