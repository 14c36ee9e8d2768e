import hashlib
import json

import pandas as pd
from sklearn.linear_model import LogisticRegression


def compute_data_hash(frame: pd.DataFrame) -> str:
    return hashlib.md5(frame.to_json().encode()).hexdigest()


def train(path: str = "data/processed/features.csv") -> None:
    frame = pd.read_csv("data/processed/features.csv")
    digest = compute_data_hash(frame)
    model = LogisticRegression().fit(frame[["age"]], frame["churned"])
    json.dump({"data_hash": digest, "coef": model.coef_.tolist()}, open(f"models/model_{digest}.json", "w"))
