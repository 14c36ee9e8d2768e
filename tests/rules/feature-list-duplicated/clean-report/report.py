import pandas as pd

columns = ["scenario", "low", "point", "high"]
print(pd.read_csv("a.csv")[columns])
