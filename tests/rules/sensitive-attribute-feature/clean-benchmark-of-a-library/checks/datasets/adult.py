import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["income", "gender", "tenure", "account_age"]


def train(df):
    customer_id = df.pop("customer_id")
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")
