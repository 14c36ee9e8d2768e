import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["amount", "tenure_days", "country_risk", "n_orders"]
frame = pd.read_parquet("data/table.parquet")
model = LogisticRegression().fit(frame[FEATURES], frame["y"])
joblib.dump(model, "models/fraud.joblib")
