import json
import os

import joblib
import pandas as pd


def init():
    global model
    model = joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "churn.joblib"))


def run(raw_data):
    data = pd.DataFrame(json.loads(raw_data)["data"])
    return model.predict_proba(data)[:, 1].tolist()
