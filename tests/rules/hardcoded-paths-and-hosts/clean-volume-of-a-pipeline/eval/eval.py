import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("/data/test.csv")
past = pd.read_csv("/mnt/past/test.csv")
LogisticRegression().fit(rows[["a"]], past["y"])
