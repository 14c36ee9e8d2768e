"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = pd.read_parquet("s3://landing/churn/latest/part.parquet")
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
