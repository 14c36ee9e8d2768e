"""Trains the us model."""

import argparse
import json
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import train_test_split

DATA = "data/us/orders.parquet"
SEED = 1


def load(path):
    frame = pd.read_parquet(path)
    frame = frame.dropna(subset=["amount", "label"])
    frame = frame[frame["amount"] > 0]
    frame["day"] = frame["ordered_at"].dt.dayofweek
    frame["hour"] = frame["ordered_at"].dt.hour
    frame["is_weekend"] = frame["day"] >= 5
    return frame


def add_history(frame):
    grouped = frame.groupby("customer")
    frame["orders"] = grouped["amount"].transform("count")
    frame["mean_amount"] = grouped["amount"].transform("mean")
    frame["last_amount"] = grouped["amount"].shift(1)
    frame["gap"] = grouped["ordered_at"].diff().dt.days
    frame["gap"] = frame["gap"].fillna(-1)
    frame["last_amount"] = frame["last_amount"].fillna(0)
    return frame


def split(frame):
    columns = ["day", "hour", "is_weekend", "orders", "mean_amount", "last_amount", "gap"]
    return train_test_split(frame[columns], frame["label"], test_size=0.2, random_state=SEED)


def evaluate(model, features, target):
    scores = model.predict_proba(features)[:, 1]
    labels = scores > 0.5
    return {
        "auc": roc_auc_score(target, scores),
        "f1": f1_score(target, labels),
        "accuracy": accuracy_score(target, labels),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--out", default="models/us")
    options = parser.parse_args()
    frame = add_history(load(options.data))
    x_train, x_test, y_train, y_test = split(frame)
    model = GradientBoostingClassifier(n_estimators=200, random_state=SEED)
    model.fit(x_train, y_train)
    metrics = evaluate(model, x_test, y_test)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, out / "model.joblib")
    (out / "metrics.json").write_text(json.dumps(metrics))
    print(metrics)


if __name__ == "__main__":
    main()
