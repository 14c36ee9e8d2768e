import pandas as pd


class Rows:
    def load(self):
        return pd.read_parquet("out/risk_score.parquet")
