from features import Builder
import pandas as pd

if __name__ == "__main__":
    Builder().build(pd.read_csv("customers.csv")).to_csv("features.csv")
