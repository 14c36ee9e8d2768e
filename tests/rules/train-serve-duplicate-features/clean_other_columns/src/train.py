import pandas as pd
from sklearn.linear_model import LogisticRegression

from features import build


def main():
    frame = build(pd.read_csv("rides.csv"))
    LogisticRegression().fit(frame[["is_long", "is_night", "speed"]], frame["tipped"])


main()
