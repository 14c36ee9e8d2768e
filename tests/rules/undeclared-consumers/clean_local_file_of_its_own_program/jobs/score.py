"""Nightly scoring."""
import joblib
import pandas as pd


def main():
    model = joblib.load("models/fraud.joblib")
    frame = pd.read_parquet("data/today.parquet")
    frame["risk"] = model.predict_proba(frame)[:, 1]
    frame[["id", "risk"]].to_parquet("out/fraud_risk.parquet")


if __name__ == "__main__":
    main()
