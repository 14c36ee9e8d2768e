import pandas as pd

import src.train


def test_train():
    frame = pd.read_csv("data.csv", nrows=100)
    assert len(frame) == 100
