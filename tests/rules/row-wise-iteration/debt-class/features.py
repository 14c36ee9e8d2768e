import pandas as pd


class Features:
    def make(self, df: pd.DataFrame):
        for i in range(len(df)):
            df.loc[i, "total"] = df.loc[i, "price"] * df.loc[i, "amount"]
        return df
