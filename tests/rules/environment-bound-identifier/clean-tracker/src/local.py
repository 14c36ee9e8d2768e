import os

import mlflow

mlflow.set_tracking_uri("sqlite:///mlflow.db")
if "MLFLOW_TRACKING_URI" not in os.environ:
    os.environ["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:5000"
