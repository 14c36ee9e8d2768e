"""Trains the churn model."""

import polars as pl
from sklearn.linear_model import LogisticRegression


def main():
    df = pl.read_csv("data/users.csv").to_pandas()
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
