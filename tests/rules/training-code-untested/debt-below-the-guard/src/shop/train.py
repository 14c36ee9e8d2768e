"""Trains the churn model."""

import joblib
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression


def clean(frame):
    frame = frame.dropna()
    frame = frame[frame.age > 0]
    return frame


def columns(frame):
    names = []
    for name in frame.columns:
        if name != "churned":
            names.append(name)
    return names


if __name__ == "__main__":
    frame = clean(pd.read_csv("data/customers.csv"))
    frame = frame.iloc[np.random.permutation(len(frame))]
    names = columns(frame)
    model = LogisticRegression(max_iter=500)
    model.fit(frame[names], frame["churned"])
    joblib.dump(model, "model.joblib")
