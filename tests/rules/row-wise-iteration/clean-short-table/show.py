import pandas as pd


def show(df: pd.DataFrame):
    best = df.nlargest(5, "a")
    return [row.a / 2 for row in best.itertuples()], [x for _, x in best.iterrows()]


def sums():
    table = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    total = 0
    for _, row in table.iterrows():
        total += row.a * row.b
    return total
