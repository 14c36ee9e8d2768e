"""Trains the churn model."""

import pandas as pd

from checks import validate_data

from sklearn.linear_model import LogisticRegression


def main(engine):
    df = validate_data(pd.read_csv("data/users.csv"))
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
