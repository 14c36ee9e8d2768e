import pandas as pd

print(pd.read_csv("samples/a.csv"))
