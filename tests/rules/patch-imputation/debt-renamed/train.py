import pandas as p
from sklearn.linear_model import LogisticRegression as LR

t = p.read_csv("a.csv", on_bad_lines="skip")
t = t.dropna()
LR().fit(t[["a"]], t["y"])
