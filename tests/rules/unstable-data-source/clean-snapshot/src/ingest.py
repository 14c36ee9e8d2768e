"""Takes the day's snapshot."""
import pandas as pd


def main(engine, day):
    pd.read_sql("select * from users", engine).to_parquet(f"data/snapshots/users_{day}.parquet")
