import joblib
import pandas as pd

model = joblib.load("models/demand.joblib")
frame = pd.read_parquet("data/history.parquet")
frame["units"] = model.predict(frame)
frame.to_parquet("out/demand_outlook.parquet")
