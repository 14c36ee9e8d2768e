import joblib
import pandas as pd
from sklearn.metrics import r2_score

frame = pd.read_parquet("data/test.parquet")
model = joblib.load("model.joblib")
print(r2_score(frame["cost"], model.predict(frame.drop(columns="cost"))))
