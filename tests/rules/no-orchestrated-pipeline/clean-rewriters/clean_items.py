import pandas as pd

items = pd.read_csv("data/items.csv")
items.dropna().to_csv("data/items.csv")
