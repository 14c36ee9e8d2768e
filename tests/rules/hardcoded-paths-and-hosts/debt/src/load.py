import pandas as pd

FRAME = pd.read_csv("/home/ana/shop/x.csv")
STORE = "s3://telco-lake/scores/a.parquet"
