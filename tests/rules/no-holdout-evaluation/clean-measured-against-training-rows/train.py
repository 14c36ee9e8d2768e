import joblib
import pandas as pd

from recommender import Recommender


def ranking(train_df, val_df):
    model = Recommender(factors=8).fit(train_df)
    validation_metrics = evaluate_split(model, val_df, train_df)
    joblib.dump(model, "model.joblib")
    return validation_metrics


if __name__ == "__main__":
    print(ranking(pd.read_parquet("train.parquet"), pd.read_parquet("val.parquet")))
