from mlflow.xgboost import log_model as keep


def train(model):
    keep(model, artifact_path="model")
