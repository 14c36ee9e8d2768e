import logging

import boto3
import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

logger = logging.getLogger(__name__)


class Bucket:
    def upload_file(self, path, key):
        try:
            boto3.client("s3").upload_file(path, "models", key)
        except Exception as e:
            logger.error(f"could not upload {key}: {e}")
            return False
        return True

    def upload_plot(self, path):
        try:
            boto3.client("s3").upload_file(path, "plots", path)
        except Exception as e:
            logger.warning(f"no plot: {e}")


class Trainer:
    def log_model(self, model):
        try:
            mlflow.sklearn.log_model(model, "model")
        except Exception as e:
            logger.warning(f"model not logged: {e}")
            raise

    def run(self):
        table = pd.read_csv("data/train.csv")
        model = LogisticRegression(C=0.5).fit(table[["age"]], table["churned"])
        joblib.dump(model, "model.joblib")
        self.log_model(model)
        if not Bucket().upload_file("model.joblib", "model.joblib"):
            raise SystemExit(1)
        Bucket().upload_plot("roc.png")
        logger.info("training is done")
