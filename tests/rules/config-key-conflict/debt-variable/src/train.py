import os

import yaml

THRESHOLD = float(os.environ["DECISION_THRESHOLD"])

with open("params.yaml") as file:
    PARAMS = yaml.safe_load(file)["train"]


def label(model, rows):
    return model.predict_proba(rows)[:, 1] > PARAMS["decision_threshold"]
