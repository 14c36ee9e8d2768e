import joblib
from prophet import Prophet

import pandas as pd


def train(rows):
    model = Prophet()
    model.fit(rows)
    joblib.dump(model, "model.pkl")


if __name__ == "__main__":
    train(pd.read_csv("data/2024-01-01.csv"))
