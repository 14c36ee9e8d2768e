import pandas as pd

items = pd.read_csv("data/items.csv")
items.sort_values("id").to_csv("data/items.csv")
