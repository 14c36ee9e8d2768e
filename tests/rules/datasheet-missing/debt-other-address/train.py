import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/raw/churn.csv")
joblib.dump(LogisticRegression().fit(df[["tenure"]], df["churn"]), "model.joblib")
