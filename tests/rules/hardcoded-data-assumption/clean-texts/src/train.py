"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/users.csv")
    df["name"] = df["name"].str.replace("-", " ")
    df["fee"] = df["fee"].clip(lower=0.5)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
