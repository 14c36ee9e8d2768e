import yaml


class Trainer:
    def __init__(self):
        self.cfg = yaml.safe_load(open("params.yaml"))

    def run(self):
        return self.cfg["train"]["depth_limit"] * self.cfg["train"]["rate"]
