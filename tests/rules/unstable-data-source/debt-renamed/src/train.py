"""Trains the churn model."""

from pandas import read_sql as take
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = take("select * from users", engine)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
