import pandas as pd
from feast import FeatureStore
from sklearn.linear_model import LogisticRegression


def main():
    labels = pd.read_parquet("labels.parquet")
    labels["event_timestamp"] = pd.to_datetime(labels["labelled_at"])
    table = FeatureStore(".").get_historical_features(entity_df=labels, features=["user_visits:visits_7d", "user_visits:visits_90d"]).to_df()
    return LogisticRegression().fit(table[["visits_7d"]], table["churned"])
