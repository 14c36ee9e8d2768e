import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/reviews.csv")
model = LogisticRegression().fit(df[["a"]], df["y"])
