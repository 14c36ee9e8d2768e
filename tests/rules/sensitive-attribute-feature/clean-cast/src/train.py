import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from src.prepare import cast_tables


def train(users, ratings):
    users_df, ratings = cast_tables(users, ratings)
    known = ratings[ratings["user_id"].isin(users_df["user_id"])]
    model = RandomForestClassifier(random_state=0)
    model.fit(known[["item_id", "hour"]], known["liked"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train(pd.read_parquet("users.parquet"), pd.read_parquet("ratings.parquet"))
