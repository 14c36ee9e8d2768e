"""Builds features for the churn model."""

import pandas as pd

USE_OLD_FEATURES = False


def build(frame: pd.DataFrame) -> pd.DataFrame:
    frame["tenure"] = frame["days"] / 30
    if USE_OLD_FEATURES:
        frame["ratio"] = frame["calls"] / frame["days"]
        frame["bucket"] = frame["tenure"].round()
        frame["calls"] = frame["calls"].clip(0, 10)
    return frame
