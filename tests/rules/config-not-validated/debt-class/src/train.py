import yaml


def load():
    with open("config.yaml") as file:
        return yaml.safe_load(file)


def train(cfg):
    return cfg["train"]["depth"], cfg["train"]["rate"], cfg["train"].get("rounds", 3), cfg["train"]["seed"]
