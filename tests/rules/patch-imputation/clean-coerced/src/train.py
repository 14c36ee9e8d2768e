import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_parquet("users.parquet")
bad = pd.to_numeric(df["age"], errors="coerce").isna()
df = df[~bad]
LogisticRegression().fit(df[["age"]], df["churned"])
