import pandas as pd

from credit.features import build


def test_build_fills_gaps():
    frame = pd.DataFrame({"debt": [1.0], "income": [None], "balance": [1.0], "limit": [2.0], "opened": pd.to_datetime(["2026-01-01"])})
    assert build(frame).isna().sum().sum() == 0
