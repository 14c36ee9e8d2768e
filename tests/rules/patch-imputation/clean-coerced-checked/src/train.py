import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_parquet("users.parquet")
df["age"] = pd.to_numeric(df["age"], errors="coerce")
if df["age"].isna().mean() > 0.01:
    raise ValueError("age")
LogisticRegression().fit(df[["age"]], df["churned"])
