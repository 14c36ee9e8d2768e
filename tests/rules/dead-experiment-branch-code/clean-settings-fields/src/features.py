from dataclasses import dataclass

import pandas as pd


@dataclass
class Options:
    use_old_features: bool = False


def build(frame: pd.DataFrame, options: Options) -> pd.DataFrame:
    if options.use_old_features:
        frame["ratio"] = frame["calls"] / frame["days"]
        frame["bucket"] = frame["days"].round()
        frame["calls"] = frame["calls"].clip(0, 10)
    return frame
