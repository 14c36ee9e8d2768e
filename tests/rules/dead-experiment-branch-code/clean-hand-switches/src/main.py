from features import build
import pandas as pd

if __name__ == "__main__":
    build(pd.read_csv("customers.csv")).to_csv("features.csv")
