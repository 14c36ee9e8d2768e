import mlflow

from base import train


def main(X, y):
    mlflow.autolog()
    return train(X, y, X, y)
