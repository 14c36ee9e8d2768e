import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("data/customers_ready.csv")
X_fit, X_val, y_fit, y_val = train_test_split(df[["age"]], df["churn"], random_state=1)
print(LogisticRegression().fit(X_fit, y_fit).score(X_val, y_val))
