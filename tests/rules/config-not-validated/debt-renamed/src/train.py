from yaml import safe_load as read_yaml


def load():
    with open("config.yaml") as file:
        return read_yaml(file)


def train(cfg):
    return cfg["train"]["depth"], cfg["train"]["rate"], cfg["train"].get("rounds", 3), cfg["train"]["seed"]
