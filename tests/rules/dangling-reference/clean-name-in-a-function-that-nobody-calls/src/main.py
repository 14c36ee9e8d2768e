import pandas as pd

from ratios import shares

if __name__ == "__main__":
    print(shares(pd.read_csv("a.csv")))
