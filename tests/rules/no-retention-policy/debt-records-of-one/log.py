import json


class Log:
    def __init__(self, path):
        self.path = path

    def log_request(self, **told):
        with open(self.path, "a") as file:
            file.write(json.dumps(told) + "\n")
