import numpy as np
import pandas as pd


def clean_rows(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.dropna(subset=["age"])
    rows = rows[rows["age"] > 0]
    rows["age"] = rows["age"].clip(18, 90)
    rows["plan"] = rows["plan"].str.lower()
    rows["plan"] = rows["plan"].replace({"gold": "g", "silver": "s"})
    rows["minutes"] = rows["minutes"].fillna(0)
    rows["calls"] = rows["calls"].fillna(0)
    rows["region"] = rows["region"].str.strip()
    return rows


def preprocess_data(rows: pd.DataFrame) -> pd.DataFrame:
    def cos_transform(column, period):
        return np.cos(column / period * 2 * np.pi)

    rows = clean_rows(rows)
    rows["month_cos"] = cos_transform(rows["month"], 12)
    rows["day_cos"] = cos_transform(rows["day"], 31)
    rows["long_calls"] = rows["minutes"] / (rows["calls"] + 1)
    rows["is_old"] = rows["age"] > 60
    rows["share"] = rows["minutes"] / rows["minutes"].sum()
    return rows
