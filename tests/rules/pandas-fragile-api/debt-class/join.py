import pandas as pd


class Join:
    def __init__(self, path):
        self.df = pd.read_csv(path)

    def run(self, other):
        return self.df.merge(other)
