import yaml

with open("configs/train.yml") as file:
    config = yaml.safe_load(file)
print(config["experiment"]["name-of-run"], config["experiment"]["teacher-ensemble"], config["experiment"]["total"], "disp-freq")
