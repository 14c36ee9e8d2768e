import pandas as pd
from sklearn.metrics import roc_auc_score

from shop.train import train


def test_schema():
    frame = pd.read_csv("tests/data/sample.csv")
    assert frame["a"].between(0, 1).all()


def test_metric():
    model = train("tests/data/sample.csv")
    frame = pd.read_csv("tests/data/sample.csv")
    assert roc_auc_score(frame["y"], model.predict(frame[["a", "b"]])) > 0.7
