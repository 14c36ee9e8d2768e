"""Trains the churn model."""

from pandas import read_csv as take
from sklearn.linear_model import LogisticRegression


def main():
    df = take("data/users.csv")
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
