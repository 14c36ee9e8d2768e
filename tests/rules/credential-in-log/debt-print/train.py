import os

from sklearn.linear_model import LogisticRegression


def connect() -> None:
    print("connecting with", os.environ["WAREHOUSE_PASSWORD"])


def train(rows, labels):
    connect()
    return LogisticRegression().fit(rows, labels)


if __name__ == "__main__":
    train([[1], [2]], [0, 1])
