import requests


def score(row: dict) -> float:
    return requests.post("https://churn-api-x7.onrender.com/predict", json=row, timeout=5).json()["score"]
