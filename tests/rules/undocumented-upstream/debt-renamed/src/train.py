from pandas import read_sql as take
from sklearn.linear_model import LogisticRegression

df = take("select age, churned from crm.contacts", engine)
LogisticRegression().fit(df[["age"]], df["churned"])
