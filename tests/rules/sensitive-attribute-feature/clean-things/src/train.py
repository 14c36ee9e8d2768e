import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["machine_age", "page", "embrace", "voltage", "age_of_machine"]


def train(df):
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(pd.read_csv("customers.csv"))
