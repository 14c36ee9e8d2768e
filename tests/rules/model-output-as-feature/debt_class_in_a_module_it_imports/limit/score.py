import joblib
import pandas as pd

model = joblib.load("models/limit.joblib")
frame = pd.read_parquet("data/in.parquet")
frame["limit"] = model.predict(frame)
frame.to_parquet("out/limits.parquet")
