import pandas as pd

pd.read_csv("data/branch.csv").to_csv("data/pruned.csv")
