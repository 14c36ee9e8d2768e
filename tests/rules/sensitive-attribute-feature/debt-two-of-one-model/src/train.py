import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["gender", "SeniorCitizen", "tenure"]


def train(df):
    customer_id = df.pop("customer_id")
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["churn"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(pd.read_csv("customers.csv"))
