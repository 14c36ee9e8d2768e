import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("data/labelled.csv")
model = LogisticRegression().fit(rows[["order"]], rows["late"])
joblib.dump(model, "model.joblib")
