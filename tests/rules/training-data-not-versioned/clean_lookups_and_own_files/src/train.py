import argparse
from pathlib import Path

import duckdb
import joblib
from sklearn.linear_model import Ridge
from torchvision.datasets import ImageFolder

ROOT = Path(__file__).resolve().parents[1]


def load(path=None):
    return duckdb.sql("SELECT * FROM 'data/sales.parquet'").df()


def main(args):
    df = load(args.data)
    pictures = ImageFolder("data/images")
    old = duckdb.sql("SELECT * FROM 's3://lake/2024-06-01/sales.parquet'").df()
    model = Ridge().fit(df[["a"]], df["b"])
    joblib.dump((model, pictures, old), "model.joblib")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=ROOT / "data" / "sales.parquet")
    main(parser.parse_args())
