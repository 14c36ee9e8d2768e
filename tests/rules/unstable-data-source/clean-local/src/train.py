"""Trains the churn model."""

import sqlite3

import pandas as pd
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = pd.read_sql("select * from users", sqlite3.connect("users.db"))
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
