import pandas as pd


def main():
    rows = pd.read_csv("data/orders.csv")
    rows.dropna().to_csv("data/orders.csv", index=False)


if __name__ == "__main__":
    main()
