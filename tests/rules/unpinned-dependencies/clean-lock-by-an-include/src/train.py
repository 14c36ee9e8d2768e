import pandas as pd
from sklearn.linear_model import LogisticRegression

LogisticRegression(random_state=1).fit(pd.read_csv("a.csv")[["a"]], [1])
