import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("a.csv")
y = df["close"].shift(-1)
LogisticRegression().fit(df, y)
del_df = pd.read_csv("b.csv")
label = del_df["y"]
del_df.drop("y", axis=1, inplace=True)
LogisticRegression().fit(del_df, label)
