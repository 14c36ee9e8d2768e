import os
from pathlib import Path

import joblib

model, scaler = None, None


def init():
    global model, scaler
    found = [path for path in Path(os.getenv("AZUREML_MODEL_DIR")).glob("**/*") if path.is_file()]
    model = joblib.load(found[0])
    scaler = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "scaler.pkl"))


def run(data):
    return model.predict(scaler.transform(data)).tolist()
