import pandas as pd


def cast_tables(users, ratings):
    users_df = users.copy()
    users_df["gender"] = users_df["gender"].astype("string")
    users_df["age"] = pd.to_numeric(users_df["age"], errors="coerce")
    return users_df, ratings
