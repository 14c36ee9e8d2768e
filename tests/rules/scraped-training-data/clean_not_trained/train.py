import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/orders.csv")
model = LogisticRegression().fit(df[["a"]], df["y"])
