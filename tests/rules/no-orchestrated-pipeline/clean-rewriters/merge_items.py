import pandas as pd

items = pd.read_csv("data/items.csv")
items.drop_duplicates().to_csv("data/items.csv")
