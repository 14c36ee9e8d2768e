import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

FEATURES = ["income", "age", "gender", "tenure"]


def customers(n):
    rng = np.random.default_rng(7)
    age = rng.integers(18, 90, size=n)
    df = pd.DataFrame({"customer_id": range(n), "age": age, "income": rng.normal(40_000, 9_000, n)})
    df["gender"] = np.where(np.random.rand(len(df)) < 0.5, 0, 1)
    df["tenure"] = rng.poisson(3, n)
    df["default"] = rng.binomial(1, 0.1, n)
    return df


def train(df):
    model = RandomForestClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(customers(5000))
