import pandas as pd


def gathered(files):
    whole = pd.DataFrame()
    for file in files:
        whole = pd.concat([whole, pd.read_csv(file)])
    return whole


if __name__ == "__main__":
    gathered(["a.csv", "c.csv"]).to_csv("b.csv")
