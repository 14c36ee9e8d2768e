import mlflow

FLAVOURS = {"sklearn": mlflow.sklearn, "lightgbm": mlflow.lightgbm}


class Tracker:
    def __init__(self, flavour):
        self.flavour = FLAVOURS[flavour]

    def log(self, model, name):
        self.flavour.log_model(model, "model", registered_model_name=name)
