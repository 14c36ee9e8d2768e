import yaml

with open("params.yaml") as file:
    PARAMS = yaml.safe_load(file)["train"]


def label(model, rows):
    return model.predict_proba(rows)[:, 1] > PARAMS["decision_threshold"]
