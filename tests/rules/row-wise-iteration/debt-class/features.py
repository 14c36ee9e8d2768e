import pandas as pd


class Features:
    def make(self, df: pd.DataFrame):
        for i in range(len(df)):
            df.loc[i, "total"] = df.loc[i, "price"] * df.loc[i, "amount"]
        return df


if __name__ == "__main__":
    Features().make(pd.read_csv("a.csv")).to_csv("b.csv")
