import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_parquet("data/interim/table.parquet")
model = LogisticRegression().fit(frame[["a", "b"]], frame["y"])
joblib.dump(model, "models/fraud.joblib")
