import os

import joblib
import pandas as pd


def init():
    global model
    model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "churn.joblib"))


def run(mini_batch):
    out = []
    for path in mini_batch:
        frame = pd.read_csv(path)
        out.extend(model.predict_proba(frame)[:, 1])
    return out
