import pandas as p
from sklearn.linear_model import LogisticRegression as LR

d = p.read_csv("a.csv")
LR().fit(d[["age", "tenure", "plan", "calls", "charges"]], d["y"])
