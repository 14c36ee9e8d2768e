import pandas as pd

key_cols = ["meeting_key", "session_key", "driver_number", "lap_number"]
laps = pd.read_parquet("laps.parquet").drop_duplicates(subset=key_cols)
