"""Nightly scoring."""
from joblib import load as fetch
import pandas


def main():
    model = fetch("models/fraud.joblib")
    frame = pandas.read_parquet("data/today.parquet")
    frame["risk"] = model.predict_proba(frame)[:, 1]
    frame[["id", "risk"]].to_parquet("s3://lake/fraud/fraud_risk.parquet")


if __name__ == "__main__":
    main()
