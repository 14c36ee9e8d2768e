import pandas as pd
from sklearn.metrics import roc_auc_score


def test_schema():
    frame = pd.read_csv("tests/data/sample.csv")
    assert frame["a"].between(0, 1).all()


def test_metric(stored):
    frame = pd.read_csv("tests/data/sample.csv")
    assert roc_auc_score(frame["y"], stored.predict(frame[["a", "b"]])) > 0.7
