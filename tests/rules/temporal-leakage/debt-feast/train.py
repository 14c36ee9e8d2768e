from datetime import datetime

import pandas as pd
from feast import FeatureStore
from sklearn.linear_model import LogisticRegression


def main():
    labels = pd.read_parquet("labels.parquet")
    labels["event_timestamp"] = datetime.now()
    table = FeatureStore(".").get_historical_features(entity_df=labels, features=["users:age"]).to_df()
    return LogisticRegression().fit(table[["age"]], table["churned"])
