import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
before = len(df)
df = df.dropna()
print("dropped", before - len(df))
LogisticRegression().fit(df[["a"]], df["y"])
