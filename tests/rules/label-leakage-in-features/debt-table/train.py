import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
X = df
y = df["churn"]
LogisticRegression().fit(X, y)
