import pandas as pd

rows = pd.read_csv("rows.csv")
print(rows.groupby("store")["sales"].mean())
