"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = pd.read_sql("select * from users", engine)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
