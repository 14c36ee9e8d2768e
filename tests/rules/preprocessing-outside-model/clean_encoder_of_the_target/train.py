import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder

frame = pd.read_parquet("data/table.parquet")
scaler = LabelEncoder()
y = scaler.fit_transform(frame["y"])
X = frame.drop(columns=["y"])
model = LogisticRegression().fit(X, frame["y"])
joblib.dump(model, "models/fraud.joblib")

