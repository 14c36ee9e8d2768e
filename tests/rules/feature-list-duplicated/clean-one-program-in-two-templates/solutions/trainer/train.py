import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

FEATURES = ["age", "tenure", "plan", "calls", "charges"]
df = pd.read_csv("a.csv")
LogisticRegression().fit(df[FEATURES], df["y"])
