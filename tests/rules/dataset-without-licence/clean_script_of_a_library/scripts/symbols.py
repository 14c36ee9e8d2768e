import pandas as pd


def symbols() -> list[str]:
    listed = pd.read_csv("https://example.org/equities/listed.csv")
    return listed["SYMBOL"].unique().tolist()
