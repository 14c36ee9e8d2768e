import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

TARGET = "churn"
DROP = ["id", TARGET]


def run(df, columns):
    y = df[TARGET]
    LogisticRegression().fit(df.drop(columns=DROP), y)
    LogisticRegression().fit(df[columns], y)
    features = [c for c in df.columns if c != TARGET]
    return LogisticRegression().fit(df[features], y)
