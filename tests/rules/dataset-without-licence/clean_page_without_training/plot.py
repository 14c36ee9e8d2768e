import pandas as pd

print(pd.read_csv("a.csv").describe())
