import pandas as pd
from sklearn.model_selection import KFold


class Trainer:
    def folds(self, df):
        df["ts"] = pd.to_datetime(df.ts)
        df = df.sort_values(by=["shop", "ts"])
        return KFold(n_splits=5, shuffle=True).split(df)
