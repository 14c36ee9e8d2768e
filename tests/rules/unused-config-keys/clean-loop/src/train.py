import yaml

cfg = yaml.safe_load(open("params.yaml"))
for name, limit in cfg["limits"].items():
    print(name, limit)
print(cfg["train"]["rate"])
