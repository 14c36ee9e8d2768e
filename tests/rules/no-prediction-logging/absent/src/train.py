import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("d.csv")
LogisticRegression().fit(df[["a"]], df.y)
