import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["income", "tenure", "account_age"]


def add_age_band(df):
    df["age_band"] = pd.cut(df.age, [0, 25, 120], labels=False)
    df["postcode_risk"] = df.postcode.str[:2].astype(int)
    return df


def train(df):
    df = add_age_band(df.set_index("customer_id"))
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(pd.read_csv("customers.csv"))
