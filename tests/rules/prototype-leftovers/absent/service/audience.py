import pandas as pd


def audience(limit=500):
    frame = pd.read_csv("scores.csv")
    frame = frame.head(limit)
    return frame
