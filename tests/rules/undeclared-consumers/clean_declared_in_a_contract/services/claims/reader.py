import pandas as pd


def load():
    return pd.read_parquet("s3://lake/fraud/fraud_risk.parquet")
