import lightgbm as lgb
import pandas as pd


def main() -> None:
    frame = pd.read_parquet("s3://acme/customers.parquet")
    booster = lgb.Booster(params={"objective": "binary"}, train_set=lgb.Dataset(frame))
    frame["score"] = booster.predict(frame)
    frame.to_parquet("plots/scores.parquet")


if __name__ == "__main__":
    main()
