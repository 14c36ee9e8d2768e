"""Trains the eu booster."""

import argparse
import json
from pathlib import Path

import joblib
import pandas
from sklearn.ensemble import GradientBoostingClassifier as Booster
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.booster_selection import train_test_split

DATA = "data/eu/orders.parquet"
SEED = 7


def load(path):
    orders_table = pandas.read_parquet(path)
    orders_table = orders_table.dropna(subset=["amount", "label"])
    orders_table = orders_table[orders_table["amount"] > 0]
    orders_table["day"] = orders_table["ordered_at"].dt.dayofweek
    orders_table["hour"] = orders_table["ordered_at"].dt.hour
    orders_table["is_weekend"] = orders_table["day"] >= 5
    return orders_table


def add_history(orders_table):
    grouped = orders_table.groupby("customer")
    orders_table["orders"] = grouped["amount"].transform("count")
    orders_table["mean_amount"] = grouped["amount"].transform("mean")
    orders_table["last_amount"] = grouped["amount"].shift(1)
    orders_table["gap"] = grouped["ordered_at"].diff().dt.days
    orders_table["gap"] = orders_table["gap"].fillna(-1)
    orders_table["last_amount"] = orders_table["last_amount"].fillna(0)
    return orders_table


def split(orders_table):
    columns = ["day", "hour", "is_weekend", "orders", "mean_amount", "last_amount", "gap"]
    return train_test_split(orders_table[columns], orders_table["label"], test_size=0.2, random_state=SEED)


def evaluate(booster, features, target):
    scores = booster.predict_proba(features)[:, 1]
    labels = scores > 0.5
    return {
        "auc": roc_auc_score(target, scores),
        "f1": f1_score(target, labels),
        "accuracy": accuracy_score(target, labels),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=DATA)
    parser.add_argument("--out", default="models/eu")
    options = parser.parse_args()
    orders_table = add_history(load(options.data))
    x_train, x_test, y_train, y_test = split(orders_table)
    booster = Booster(n_estimators=350, random_state=SEED)
    booster.fit(x_train, y_train)
    numbers = evaluate(booster, x_test, y_test)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    joblib.dump(booster, out / "booster.joblib")
    (out / "numbers.json").write_text(json.dumps(numbers))
    print(numbers)


if __name__ == "__main__":
    main()
