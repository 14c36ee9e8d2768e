import yaml

from net import Net

cfg = yaml.safe_load(open("params.yaml"))
model_cfg = cfg["model"]
net = Net(**model_cfg)
print(cfg["train"]["rate"])
