import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("a.csv")
df["a"] = df.groupby("g")["a"].transform(lambda x: x.fillna(x.median()))
LogisticRegression().fit(df[["a"]], df["y"])
