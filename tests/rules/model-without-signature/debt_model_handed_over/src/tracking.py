import mlflow


def keep(model, name):
    mlflow.sklearn.log_model(model, name)
