import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

frame = pd.read_parquet("data/table.parquet")
scaler = StandardScaler()
X = scaler.fit_transform(frame.drop(columns=["y"]))
model = LogisticRegression().fit(X, frame["y"])
joblib.dump(model, "models/fraud.joblib")

