import pandas as pd


def kinds(path):
    df = pd.read_csv(path)
    counts = {}
    for _, r in df.iterrows():
        counts[r.kind] = counts.get(r.kind, 0) + 1
        counts[r.region] = counts[r.region] + 1
    return counts


def late(df: pd.DataFrame):
    found = 0
    for i in range(len(df)):
        if df.loc[i, "days"] > 30:
            found += 1
    return found


if __name__ == "__main__":
    print(kinds("rows.csv"), late(pd.read_csv("rows.csv")))
