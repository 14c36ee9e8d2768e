"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/users.csv")
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
