"""Trains the churn model."""

import dagster as dg
import pandas as pd
from sklearn.linear_model import LogisticRegression


@dg.asset
def users():
    return pd.read_csv("data/users.csv")


@dg.asset
def model(users):
    return LogisticRegression().fit(users[["age", "tenure"]], users["churned"])


checks = dg.build_column_schema_change_checks(assets=[users])
