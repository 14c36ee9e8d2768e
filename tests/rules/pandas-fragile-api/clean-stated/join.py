import pandas as pd


def join(a, b):
    left = pd.read_csv(a)
    left.loc[left.x > 0, "y"] = 1
    return left.merge(pd.read_csv(b), on="id", how="left", validate="m:1")
