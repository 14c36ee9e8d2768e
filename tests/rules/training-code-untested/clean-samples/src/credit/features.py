"""Columns of the credit model."""
import numpy as np
import pandas as pd


def ratios(df: pd.DataFrame) -> pd.DataFrame:
    df = df.copy()
    df["debt_ratio"] = df.debt / (df.income + 1)
    df["log_income"] = np.log1p(df.income)
    df["limit_used"] = df.balance / df.limit
    return df


def calendar(df: pd.DataFrame) -> pd.DataFrame:
    df = df.copy()
    df["month"] = df.opened.dt.month
    df["weekday"] = df.opened.dt.weekday
    return df


def build(df: pd.DataFrame) -> pd.DataFrame:
    df = ratios(df)
    df = calendar(df)
    return df.fillna(0)
