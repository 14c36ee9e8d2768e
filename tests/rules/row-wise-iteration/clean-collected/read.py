import pandas as pd


def read(files):
    parts = []
    for file in files:
        parts.append(pd.read_csv(file))
    return pd.concat(parts)
