import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("data/churn.csv")
LogisticRegression().fit(frame[["tenure"]], frame["churn"])
