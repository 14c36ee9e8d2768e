import pandas as pd


def ratios(path):
    df = pd.read_csv(path)
    df["ratio"] = df.a / df.b
    return df
