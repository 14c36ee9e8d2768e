import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder

df = pd.read_csv("a.csv")
y = LabelEncoder().fit_transform(df["churn"])
X = df.copy()
LogisticRegression().fit(X, y)
