import argparse

import lightgbm as lgb
import pandas as pd


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    booster = lgb.Booster(model_file=args.model)
    frame = pd.read_parquet("s3://acme/customers.parquet")
    frame["score"] = booster.predict(frame[["tenure", "charges"]])
    frame.to_parquet(args.out)


if __name__ == "__main__":
    main()
