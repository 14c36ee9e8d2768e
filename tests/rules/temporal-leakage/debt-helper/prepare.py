import pandas as pd


def load(path):
    return features(pd.read_csv(path))


def features(df):
    df["paid_at"] = pd.to_datetime(df["paid_at"])
    df["hour"] = df["paid_at"].dt.hour
    return df.drop(columns="paid_at")
