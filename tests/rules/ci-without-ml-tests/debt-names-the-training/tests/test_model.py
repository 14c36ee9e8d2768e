import os
import subprocess
import sys

import pandas as pd
from sklearn.metrics import roc_auc_score


def test_schema():
    frame = pd.read_csv("tests/data/sample.csv")
    assert frame["a"].between(0, 1).all()


def test_metric(stored):
    frame = pd.read_csv("tests/data/sample.csv")
    assert roc_auc_score(frame["y"], stored.predict(frame[["a", "b"]])) > 0.7


def test_program_is_there():
    assert os.path.exists(os.path.join("src/shop", "train.py"))


def test_python():
    assert subprocess.run([sys.executable, "--version"], check=True).returncode == 0
