import joblib
import pandas as pd
from sklearn.ensemble import StackingClassifier
from sklearn.linear_model import LogisticRegression

frame = pd.read_parquet("data/in.parquet")
model = StackingClassifier([("lr", LogisticRegression())]).fit(frame[["a"]], frame["y"])
joblib.dump(model, "models/risk.joblib")
