import pandas as pd

from drift import shifted

if __name__ == "__main__":
    shifted(pd.read_csv("data/new.csv")).to_csv("reports/drift.csv")
