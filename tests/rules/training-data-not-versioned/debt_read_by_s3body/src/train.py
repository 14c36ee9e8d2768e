
import joblib
from sklearn.ensemble import RandomForestRegressor
import io

import boto3
import pandas as pd


def fetch():
    body = boto3.client("s3").get_object(Bucket="acme-lake", Key="sales/train.csv")["Body"].read()
    return pd.read_csv(io.BytesIO(body))



def main():
    df = fetch()
    X, y = df.drop(columns=["price"]), df["price"]
    model = RandomForestRegressor(random_state=0).fit(X, y)
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
