import joblib
import pandas as pd

model = joblib.load("model.joblib")


def score(path):
    answers = []
    for _, row in pd.read_json(path).iterrows():
        given = row.drop("client")
        table = pd.DataFrame([given])
        answers.append(model.predict_proba(table)[0, 1])
    return answers
