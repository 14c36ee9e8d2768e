import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
df = df.dropna(subset=["y"])
df["a"] = df["a"].fillna(0)
df["b"] = df["b"].rolling(3).std().fillna(0.0)
LogisticRegression().fit(df[["a"]], df["y"])
