import pandas as pd

pd.read_csv("export.csv").to_csv("data/raw/customers.csv", index=False)
