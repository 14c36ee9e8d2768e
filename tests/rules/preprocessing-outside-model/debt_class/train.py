import joblib
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression


class Trainer:
    def __init__(self):
        self.imputer = SimpleImputer()
        self.model = LogisticRegression()

    def run(self, frame):
        X = self.imputer.fit_transform(frame.drop(columns=["y"]))
        self.model.fit(X, frame["y"])
        joblib.dump(self.model, "models/fraud.joblib")


if __name__ == "__main__":
    Trainer().run(pd.read_parquet("data/table.parquet"))
