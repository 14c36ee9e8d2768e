import pandas as pd

scores = pd.read_parquet("out/fraud_risk.parquet")
frame = pd.read_parquet("data/raw.parquet").merge(scores)
frame.to_parquet("reports/table.parquet")
