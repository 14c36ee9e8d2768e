import yaml

with open("config.yaml") as file:
    cfg = yaml.safe_load(file)
print(cfg["train"]["batch_size"], cfg["train"]["epochs"])
