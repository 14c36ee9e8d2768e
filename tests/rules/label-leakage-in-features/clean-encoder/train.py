import pandas as pd
from sklearn.preprocessing import TargetEncoder

df = pd.read_csv("a.csv")
y = df["churn"]
enc = TargetEncoder()
enc.fit(df, y)
