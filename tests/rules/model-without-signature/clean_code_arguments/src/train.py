import mlflow


def train(model, **kw):
    mlflow.sklearn.log_model(model, **kw)
