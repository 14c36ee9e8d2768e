import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("rows.csv")
model = Ridge(alpha=1.0).fit(rows[["a"]], rows["b"])
