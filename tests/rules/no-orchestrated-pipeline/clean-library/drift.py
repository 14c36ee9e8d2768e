import pandas as pd


def shifted(table):
    return table[table["model"] == pd.read_csv("models/registry.csv")["model"].iloc[-1]]
