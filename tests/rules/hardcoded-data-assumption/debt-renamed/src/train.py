"""Trains the churn model."""

from pandas import read_csv as take
from sklearn.linear_model import LogisticRegression


def main():
    df = take("data/users.csv")
    df["sex"] = df.sex.map({"M": 0, "F": 1})
    df["age"] = df.age.fillna(38.7)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
