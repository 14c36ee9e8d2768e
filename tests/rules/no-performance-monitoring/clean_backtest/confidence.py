import pandas as pd


def reference_from_backtest(rows: pd.DataFrame) -> float:
    return float((rows["demand"] - rows["forecast"]).abs().mean())
