import configparser

config = configparser.ConfigParser()
config.read("service.ini")
print(config["model"]["depth"], config["model"].get("level"))
