import joblib
import pandas as pd

model = joblib.load("models/risk.joblib")
frame = pd.read_parquet("data/in.parquet")
frame["risk"] = model.predict(frame)
frame.to_parquet("out/risk_score.parquet")
