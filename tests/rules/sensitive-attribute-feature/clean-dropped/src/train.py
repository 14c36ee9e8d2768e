import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["income", "tenure", "account_age"]


SENSITIVE_FEATURES = ["gender", "age"]


def train(df):
    df = df.drop(columns=["gender", "zip_code"])
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(pd.read_csv("customers.csv"))
