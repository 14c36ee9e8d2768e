"""Trains the churn model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = pd.read_sql("select id, age, churned from users where day <= '2026-01-31'", engine)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
