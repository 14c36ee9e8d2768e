import pandas as pd

pd.read_csv("data/raw.csv").to_csv("data/tags.csv")
print(pd.read_csv("data/branch.csv"))
