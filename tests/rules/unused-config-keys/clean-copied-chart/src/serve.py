import joblib


def predict(rows: list[list[float]]) -> list[float]:
    return joblib.load("model.joblib").predict(rows)
