import numpy as np
import pandas as pd


def prepare() -> None:
    frame = pd.read_csv("customers.csv")
    mask = np.random.rand(len(frame)) < 0.8
    frame[mask].to_csv("train.csv")
    frame[~mask].to_csv("test.csv")


def arrays(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.random.permutation(len(rows))
    return rows[order[:1000]], rows[order[1000:]]


prepare()
