import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["age", "gender"]


def train():
    df = pd.read_csv("data/customers.csv")
    model = LogisticRegression()
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train()
