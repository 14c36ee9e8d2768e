"""Trains the churn model."""

import pandas as pd

SEXES = {'M': 0, 'F': 1}
MEAN_AGE = 38.7

from sklearn.linear_model import LogisticRegression


def main():
    df = pd.read_csv("data/users.csv")
    df["sex"] = df.sex.map(SEXES)
    df["age"] = df.age.fillna(MEAN_AGE)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
