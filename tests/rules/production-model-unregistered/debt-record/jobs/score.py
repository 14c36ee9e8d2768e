import argparse
import json
from pathlib import Path

import joblib
import pandas as pd

RECORD = Path("artifacts/models") / "production.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    args = parser.parse_args()
    with open(RECORD) as file:
        model = joblib.load(json.load(file)["path"])
    rows = pd.read_csv(args.input)
    rows["score"] = model.predict_proba(rows)[:, 1]
    rows.to_csv("scores.csv")


if __name__ == "__main__":
    main()
