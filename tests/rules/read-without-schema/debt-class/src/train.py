from sklearn.linear_model import LogisticRegression

from loading import Loader

df = Loader().load("data/users.csv")
LogisticRegression().fit(df[["age"]], df["churned"])
