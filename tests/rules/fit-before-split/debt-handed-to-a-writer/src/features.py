from pathlib import Path

import pandas as pd


def load_data(path: Path) -> pd.DataFrame:
    return pd.read_csv(path)


def impute(df: pd.DataFrame) -> pd.DataFrame:
    for column in ("age", "income"):
        median = df[column].median()
        df[column] = df[column].fillna(median)
    return df


def save_data(df: pd.DataFrame, path: Path) -> None:
    df.to_parquet(path, index=False)


def main(quarter: str) -> None:
    df = load_data(Path("data/interim") / f"{quarter}.csv")
    df = impute(df)
    save_data(df, Path("data/processed") / f"{quarter}.parquet")
