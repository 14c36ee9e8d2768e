import mlflow

mlflow.autolog()


def train(model):
    mlflow.sklearn.log_model(model, name="model")
