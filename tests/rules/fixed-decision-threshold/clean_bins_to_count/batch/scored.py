import pandas as pd


def build(scored):
    scored["bin"] = pd.cut(scored["probability"], bins=10)
    return scored
