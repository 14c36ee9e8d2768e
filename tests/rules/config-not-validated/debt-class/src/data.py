class Reader:
    def __init__(self, config):
        self.config = config

    def read(self):
        return self.config["data"]["source"], self.config["data"]["target"], self.config["data"]["months"], self.config["data"]["region"]
