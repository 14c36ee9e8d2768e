"""Trains the model."""

import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path: str) -> LogisticRegression:
    frame = pd.read_csv(path)
    model = LogisticRegression(random_state=1)
    model.fit(frame[["a", "b"]], frame["y"])
    return model
