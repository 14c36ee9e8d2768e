import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("data/prepared.csv")
joblib.dump(LogisticRegression().fit(df[["age"]], df["churned"]), "models/model.pkl")
