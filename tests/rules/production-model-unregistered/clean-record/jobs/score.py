import argparse
import json
from pathlib import Path

import mlflow
import pandas as pd

RECORD = Path("artifacts/models") / "thresholds.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    args = parser.parse_args()
    with open(RECORD) as file:
        model = mlflow.sklearn.load_model(json.load(file)["path"])
    rows = pd.read_csv(args.input)
    rows["score"] = model.predict_proba(rows)[:, 1]
    rows.to_csv("scores.csv")


if __name__ == "__main__":
    main()
