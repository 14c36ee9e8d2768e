import joblib
import pandas as pd

from recommender import Recommender


def ranking(train_df, val_df):
    model = Recommender(factors=8).fit(train_df)
    train_metrics = model.ranking_metrics(train_df, top_k=10)
    validation_metrics = model.ranking_metrics(val_df, top_k=10)
    print(train_metrics)
    joblib.dump(model, "model.joblib")
    return validation_metrics


if __name__ == "__main__":
    print(ranking(pd.read_parquet("train.parquet"), pd.read_parquet("val.parquet")))
