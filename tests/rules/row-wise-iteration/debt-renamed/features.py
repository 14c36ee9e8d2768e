import numpy as num
import pandas as frames


def grow(files):
    whole = frames.DataFrame()
    for file in files:
        whole = frames.concat([whole, frames.read_csv(file)])
    return whole


def shares(df: frames.DataFrame):
    return df.apply(lambda row: row["a"] / row["b"], axis=1)
