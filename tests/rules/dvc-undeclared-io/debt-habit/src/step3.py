import pandas as pd

pd.read_csv("data/raw.csv").to_csv("data/out3.csv")
