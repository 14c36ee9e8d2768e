import pandas as pd

pd.read_csv("s3://bucket/raw.csv?versionId=abc1").to_csv("work/prepared.csv")
