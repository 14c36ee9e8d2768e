import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
bundle = joblib.load("model.joblib")


def prepare(table):
    return pd.get_dummies(table, columns=["country"]).reindex(columns=bundle["columns"], fill_value=0)


def typed(table):
    table["gender"] = pd.Categorical(table["gender"], categories=["f", "m", "x"])
    return pd.get_dummies(table, columns=["gender"], drop_first=True)


@app.post("/predict")
def predict(country: str, gender: str, age: int):
    row = typed(prepare(pd.DataFrame([{"country": country, "gender": gender, "age": age}])))
    return {"score": float(bundle["model"].predict_proba(row)[0, 1])}


def report(table):
    return pd.get_dummies(table)
