import mlflow
from sklearn.linear_model import LogisticRegression


def train(X, y):
    mlflow.sklearn.autolog(disable=False)
    with mlflow.start_run():
        model = LogisticRegression().fit(X, y)
        mlflow.sklearn.log_model(model, "model")
