import pandas as pd
from sklearn.linear_model import LogisticRegression


def build_rates(frame: pd.DataFrame) -> pd.DataFrame:
    frame["rate"] = frame["a"] / frame["b"]
    return frame


def build_age(frame: pd.DataFrame) -> pd.DataFrame:
    frame["age"] = 2026 - frame["born"]
    return frame


def build_logs(frame: pd.DataFrame) -> pd.DataFrame:
    frame["log_a"] = frame["a"].clip(1)
    return frame


def build_flags(frame: pd.DataFrame) -> pd.DataFrame:
    frame["flag"] = frame["a"] > 3
    return frame


def train(frame: pd.DataFrame) -> LogisticRegression:
    return LogisticRegression().fit(frame[["rate"]], frame["y"])
