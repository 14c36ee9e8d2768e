"""Trains the churn model."""

from datasets import load_dataset
from sklearn.linear_model import LogisticRegression


def main(engine):
    df = load_dataset("acme/users", split="train").to_pandas()
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
