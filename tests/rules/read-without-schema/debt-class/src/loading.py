import pandas as pd


class Loader:
    def load(self, path):
        return pd.read_csv(path)
