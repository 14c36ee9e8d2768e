import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_parquet("users.parquet")
df = df.drop_duplicates(subset=["id"])
LogisticRegression().fit(df[["age"]], df["churned"])
