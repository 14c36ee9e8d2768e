import joblib
import pandas as pd

model = joblib.load("models/pricing.joblib")
frame = pd.read_parquet("out/demand_outlook.parquet")
frame["price"] = model.predict(frame)
frame.to_parquet("out/list_prices.parquet")
