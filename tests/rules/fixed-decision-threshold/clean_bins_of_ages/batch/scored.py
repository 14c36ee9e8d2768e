import pandas as pd


def build(scored):
    scored["band"] = pd.cut(scored["share"], bins=[0, 0.33, 0.66, 1.0], labels=["low", "medium", "high"])
    return scored
