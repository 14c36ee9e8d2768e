import pandas as pd
from sklearn.linear_model import LogisticRegression


class Trainer:
    path = "data/users.csv"

    def load(self):
        return pd.read_csv("data/users.csv")

    def run(self):
        df = self.load()
        return LogisticRegression().fit(df[["age"]], df["churned"])
