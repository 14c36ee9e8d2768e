import pandas as pd
from sklearn.preprocessing import StandardScaler

COLUMNS = ["age", "income"]
OUT = "data/processed/customers.csv"


def scale(df: pd.DataFrame) -> pd.DataFrame:
    df[COLUMNS] = StandardScaler().fit_transform(df[COLUMNS])
    return df


def main() -> None:
    df = pd.read_csv("data/raw/customers.csv")
    df = scale(df)
    df.to_csv(OUT, index=False)


if __name__ == "__main__":
    main()
