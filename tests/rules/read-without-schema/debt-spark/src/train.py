"""Trains the churn model."""

import pandas as pd
from pyspark.sql import SparkSession
from sklearn.linear_model import LogisticRegression


def main():
    df = SparkSession.builder.getOrCreate().read.option("inferSchema", "true").csv("data/users.csv").toPandas()
    model = LogisticRegression()
    model.fit(df[["age", "tenure"]], df["churned"])
    return model
