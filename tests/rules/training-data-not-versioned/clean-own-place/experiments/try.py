import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("/Users/ann/Desktop/project/data/churn.csv")
model = LogisticRegression().fit(frame[["age"]], frame["churned"])
