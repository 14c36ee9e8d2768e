import churn
import pandas as pd

rows = pd.read_csv("rows.csv")
print(churn.important(rows, rows.pop("churned")))
