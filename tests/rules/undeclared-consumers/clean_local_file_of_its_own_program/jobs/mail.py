import pandas as pd

frame = pd.read_parquet("out/fraud_risk.parquet")
print(len(frame))
