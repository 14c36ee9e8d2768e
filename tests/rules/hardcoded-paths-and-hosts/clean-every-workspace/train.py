import pandas as pd

frame = pd.read_parquet("/dbfs/llm/rows.parquet")
frame.to_parquet("/dbfs/llm/out/rows.parquet")
