import pandas as pd


def ratios(path):
    df = pd.read_csv(path)
    out = []
    for _, r in df.iterrows():
        out.append(r.a / r.b)
    df["ratio"] = out
    return df


if __name__ == "__main__":
    ratios("a.csv").to_csv("b.csv")
