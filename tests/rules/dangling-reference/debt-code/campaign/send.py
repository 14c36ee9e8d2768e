import pandas as pd


class Campaign:
    def audience(self) -> pd.DataFrame:
        return pd.read_parquet("out/weekly_scores.parquet")
