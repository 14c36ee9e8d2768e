import pandas as pd


def prepare(frame, region):
    frame["region"] = frame["area"].map(region)
    frame = pd.get_dummies(frame)
    return frame
