import pandas as pd


def clean(path="data/raw.csv"):
    table = pd.read_csv(path)
    table["amount"] = pd.to_numeric(table["amount"], errors="coerce")
    print(f"{table['amount'].isna().sum()} of {len(table)} rows have no readable amount")
    table = table.dropna(subset=["amount"])
    table.to_csv("data/clean.csv", index=False)


if __name__ == "__main__":
    clean()
