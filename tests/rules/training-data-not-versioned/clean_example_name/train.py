import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/annotation_example.csv")
LogisticRegression().fit(df[["age"]], df["late"])
