import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_parquet("s3://vendor-drop/incomes_2025.parquet")
LogisticRegression().fit(df[["age"]], df["churned"])
