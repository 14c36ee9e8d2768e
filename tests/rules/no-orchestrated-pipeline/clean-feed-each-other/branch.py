import pandas as pd

pd.read_csv("data/tags.csv").to_csv("data/branch.csv")
