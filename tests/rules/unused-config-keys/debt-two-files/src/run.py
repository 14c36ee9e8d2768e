import yaml

with open("config/train.yaml") as file:
    train = yaml.safe_load(file)["train"]
with open("config/serve.yaml") as file:
    serve = yaml.safe_load(file)["serve"]
print(train["rounds"], serve["port"])
