import pandas as pd


def owed(df: pd.DataFrame):
    total = 0
    for i in range(len(df)):
        total += df.loc[i, "owed"]
    return total


def shifted(df: pd.DataFrame):
    out = []
    for i in range(len(df)):
        out.append(df["price"].iloc[i] + 1)
    return out


if __name__ == "__main__":
    rows = pd.read_csv("rows.csv")
    print(owed(rows), shifted(rows))
