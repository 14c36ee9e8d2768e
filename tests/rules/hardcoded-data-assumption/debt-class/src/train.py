import pandas as pd
from sklearn.linear_model import LogisticRegression


class Trainer:
    def prepare(self, df: pd.DataFrame) -> pd.DataFrame:
        df["sex"] = df["sex"].map({"M": 0, "F": 1})
        df["charges"] = df["charges"].clip(upper=118.75)
        return df

    def run(self, path):
        df = self.prepare(pd.read_csv(path))
        return LogisticRegression().fit(df[["sex"]], df["churned"])
