import pandas as pd


def main():
    df = pd.read_csv("data/raw/users.csv")
    df = df.dropna(subset=["age"])
    if df.shape[0] < 100:
        print("few rows")
    df.to_csv("data/prepared.csv", index=False)


main()
