import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split


class Ingestion:
    def __init__(self, path, balance):
        self.path = path
        self.balance = balance

    def prepare(self, table):
        X, y = table.drop(columns=["churned"]), table["churned"]
        if self.balance:
            X_more, y_more = SMOTE(random_state=1).fit_resample(X, y)
        else:
            X_more, y_more = X, y
        return X_more, y_more

    def split(self, X, y):
        return train_test_split(X, y, random_state=1)

    def run(self):
        X, y = self.prepare(pd.read_csv(self.path))
        return self.split(X, y)
