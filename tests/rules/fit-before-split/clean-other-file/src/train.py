import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("data/raw.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["income"]], df["churn"], random_state=1)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
