import pandas as pd


def load():
    return pd.read_csv("data/raw/a.csv")
