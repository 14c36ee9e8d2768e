
import joblib
from sklearn.ensemble import RandomForestRegressor
import os

import pandas as pd
from pymongo import MongoClient


def fetch():
    db = MongoClient(os.environ["MONGO_URL"])["shop"]
    return pd.DataFrame(list(db["orders"].find({})))



def main():
    df = fetch()
    X, y = df.drop(columns=["price"]), df["price"]
    model = RandomForestRegressor(random_state=0).fit(X, y)
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
