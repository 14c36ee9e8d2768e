"""Builds features for the churn model."""

import pandas as pd


class Builder:
    use_old_features = False

    def build(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame["tenure"] = frame["days"] / 30
        if not self.use_old_features:
            frame["ratio"] = frame["calls"] / frame["tenure"]
        else:
            frame["ratio"] = frame["calls"] / frame["days"]
            frame["bucket"] = frame["tenure"].round()
            frame["calls"] = frame["calls"].clip(0, 10)
        return frame
