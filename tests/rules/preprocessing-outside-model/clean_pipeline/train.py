import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

frame = pd.read_parquet("data/table.parquet")
scaler = StandardScaler()
from sklearn.pipeline import make_pipeline

model = make_pipeline(scaler, LogisticRegression()).fit(frame.drop(columns=["y"]), frame["y"])
joblib.dump(model, "models/fraud.joblib")

