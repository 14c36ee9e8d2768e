import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
y = df["churn"]
X = df.drop(columns=["churn"]).fillna(0)
LogisticRegression().fit(X, y)
