import pandas as pd
from sklearn.linear_model import LinearRegression


def main():
    df = pd.read_parquet("data/rides.parquet")
    LinearRegression().fit(df[["hour"]], df["minutes"])


if __name__ == "__main__":
    main()
