"""Builds features for the churn model."""

import pandas as frames

import switches as chosen


def build(frame: frames.DataFrame) -> frames.DataFrame:
    frame["tenure"] = frame["days"] / 30
    if chosen.USE_OLD_FEATURES:
        frame["ratio"] = frame["calls"] / frame["days"]
        frame["bucket"] = frame["tenure"].round()
        frame["calls"] = frame["calls"].clip(0, 10)
    return frame
