import pandas as pd


def rows():
    data = pd.read_csv("data.csv")
    data = data.iloc[:300]
    return data
