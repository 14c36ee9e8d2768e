import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_parquet("users.parquet")
df["age"] = pd.to_numeric(df["age"], errors="coerce")
LogisticRegression().fit(df[["age"]], df["churned"])
