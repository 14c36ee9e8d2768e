import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

class Trainer:
    def run(self, df):
        label = df["churn"]
        data = df.drop("id", axis=1).copy()
        return LogisticRegression().fit(data, label)
