from typing import Dict

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def save_bundle(bundle: Dict[str, object], path: str) -> None:
    joblib.dump(bundle, path)


if __name__ == "__main__":
    table = pd.read_csv("data/train.csv")
    model = LogisticRegression(C=0.5).fit(table[["age"]], table["churned"])
    save_bundle({"model": model, "columns": ["age"], "limit": 0.4}, "models/model.joblib")
