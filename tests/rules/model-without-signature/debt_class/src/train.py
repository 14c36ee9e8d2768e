import mlflow.sklearn as sk


class Trainer:
    def run(self, model, rows):
        model.fit(rows)
        sk.log_model(model, name="model")
