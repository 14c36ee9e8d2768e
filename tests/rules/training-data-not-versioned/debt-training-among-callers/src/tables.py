import pandas as pd


def load_table(path, target="fraud"):
    df = pd.read_csv(path)
    return df.drop(columns=target), df[target]
