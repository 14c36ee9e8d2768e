import yaml
cfg = yaml.safe_load(open("params.yaml"))
print(cfg["prepare"]["min_tenure"])
