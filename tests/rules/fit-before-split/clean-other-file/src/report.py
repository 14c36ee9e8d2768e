import pandas as pd
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("data/raw.csv")
df["income"] = StandardScaler().fit_transform(df[["income"]])
df.to_csv("reports/scaled.csv")
