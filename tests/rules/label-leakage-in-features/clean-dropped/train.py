import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
y = df["churn"]
X = df.drop(columns="churn")
LogisticRegression().fit(X, y)
df2 = pd.read_csv("b.csv")
y2 = df2.pop("churn")
LogisticRegression().fit(df2, y2)
