import os

import requests

URL = os.getenv("SCORES_URL", "https://churn-api-x7.onrender.com/predict")
LANDING = "https://onrender.com/docs"
CACHE = "~/.cache/churn"


def score(row: dict) -> float:
    return requests.post(URL, json=row, timeout=5).json()["score"]
