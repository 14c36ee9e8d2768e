def read(config):
    return config["data"]["source"], config["data"]["target"], config["data"]["months"], config["data"]["region"]
