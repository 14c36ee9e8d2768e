import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features import build
frame = pd.read_parquet("data/table.parquet")
model = LogisticRegression().fit(build(frame), frame["y"])
joblib.dump(model, "models/fraud.joblib")
