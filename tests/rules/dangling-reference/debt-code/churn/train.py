import pandas as pd

from churn.features import build
from .losses import focal


def train(path: str) -> None:
    frame = build(pd.read_csv(path))
    focal(frame)
    frame.to_csv("out/weekly_scores.csv")
