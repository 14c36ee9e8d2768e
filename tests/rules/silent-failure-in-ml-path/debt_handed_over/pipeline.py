import logging

import boto3
import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)


class Bucket:
    def __init__(self, name):
        self.name = name
        self.client = boto3.client("s3")

    def upload_file(self, path, key):
        try:
            self.client.upload_file(path, self.name, key)
            logger.info("uploaded %s", key)
        except Exception as e:
            logger.error(f"could not upload {key}: {e}")
            return False
        return True


class Trainer:
    def __init__(self):
        self.bucket = Bucket("models")

    def log_model(self, model):
        try:
            mlflow.sklearn.log_model(model, "model")
        except Exception as e:
            logger.warning(f"model not logged: {e}")

    def run(self):
        table = pd.read_csv("data/train.csv")
        model = LogisticRegression(C=0.5).fit(table[["age"]], table["churned"])
        joblib.dump(model, "model.joblib")
        self.log_model(model)
        self.bucket.upload_file("model.joblib", "model.joblib")
        logger.info("training is done")
