"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/users.csv")
    codes = {"north": 0, "south": 1, "west": 2}
    df["region"] = df["region"].map(codes)
    df = df[df["signup"] < "2025-06-30"]
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
