"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/users.csv")
    df["sex"] = df.sex.map({"M": 0, "F": 1}).fillna(-1)
    df["age"] = df.age.fillna(df.age.median())
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
