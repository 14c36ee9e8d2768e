import pandas as p
from sklearn.linear_model import LogisticRegression as LR
from sklearn.model_selection import train_test_split as tts

t = p.read_parquet("a.parquet")
X = t.drop(columns=["id"])
y = t["churn"]
a, b, c, d = tts(X, y)
LR().fit(a, c)
