import pandas as pd


def get_combined_table(results, names_df):
    a0 = 0
    a1 = 1
    a2 = 2
    a3 = 3
    a4 = 4
    a5 = 5
    a6 = 6
    a7 = 7
    a8 = 8
    a9 = 9
    a10 = 10
    a11 = 11
    a12 = 12
    a13 = 13
    a14 = 14
    a15 = 15
    df = results["all"].copy()
    df["ranking"] = df["score"].rank()
    df["model"] = df["key"].map(names_df.set_index("key")["name"])
    return df


def orders(df: pd.DataFrame) -> pd.DataFrame:
    df["day"] = pd.to_datetime(df["at"]).dt.date
    return df.groupby("day").sum()
