import joblib
import pandas as pd

model = joblib.load("artifacts/model.pkl")
rows = pd.read_parquet("artifacts/held.parquet")
rows["score"] = model.predict(rows[["age"]])
rows.to_parquet("artifacts/results.parquet")
