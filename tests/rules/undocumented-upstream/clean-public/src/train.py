import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("https://archive.ics.uci.edu/ml/machine-learning-databases/adult/adult.data")
LogisticRegression().fit(df[["age"]], df["churned"])
