import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Trainer:
    """Splits first: what is fitted afterwards, or to ship the model, has no test rows to leak into."""

    def __init__(self, path):
        self.table = pd.read_csv(path)
        self.scaler = StandardScaler()

    def ship(self):
        self.table = self.scaler.fit_transform(self.table)
        return self.table

    def split(self):
        self.rows, self.held = train_test_split(self.table, random_state=1)

    def scale(self):
        self.X_train = self.scaler.fit_transform(self.rows)
        self.X_test = self.scaler.transform(self.held)

    def run(self):
        self.split()
        self.scale()
        return self.ship()


class Other:
    def __init__(self, table):
        self.table = table

    def split(self):
        return train_test_split(self.table, random_state=1)
