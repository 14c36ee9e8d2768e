"""Trains the churn model."""

import pandas as pd
import pandera as pa

Schema = pa.DataFrameSchema({'age': pa.Column(int)})

from sklearn.linear_model import LogisticRegression


def main(engine):
    df = pd.read_csv("data/users.csv")
    Schema.validate(df)
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
