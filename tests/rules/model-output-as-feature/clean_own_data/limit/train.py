import joblib
import pandas as pd
from sklearn.linear_model import Ridge

frame = pd.read_parquet("data/table.parquet")
model = Ridge().fit(frame[["a"]], frame["y"])
joblib.dump(model, "models/limit.joblib")
