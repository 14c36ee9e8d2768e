import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from src.data import preprocess_data

rows = preprocess_data(pd.read_csv("data/train.csv"))
joblib.dump(LogisticRegression().fit(rows[["age", "share"]], rows["left"]), "models/churn.joblib")
