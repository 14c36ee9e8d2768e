import joblib
import pandas as pd

model = joblib.load("model.joblib")


def score(path):
    rows = pd.read_json(path)
    return model.predict_proba(rows.drop(columns="client"))[:, 1]


def one(row):
    return model.predict_proba(pd.DataFrame([row]))[0, 1]


def by_region(tables):
    answers = {}
    for region, table in tables.items():
        answers[region] = model.predict_proba(table)[:, 1]
    return answers
