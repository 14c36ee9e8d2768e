import pandas as pd


def build(scored):
    scored["risk"] = pd.cut(scored["probability"], bins=[-1, 0.33, 0.66, 1.0], labels=["low", "medium", "high"])
    return scored
