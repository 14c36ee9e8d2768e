import argparse
import os

from sklearn.linear_model import SGDClassifier

CONFIG_PATH = os.environ.get("CONFIG_PATH", "config.yaml")


class Model:
    def __init__(self, lr=0.1):
        self.inner = SGDClassifier(eta0=lr)


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--iterations", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    args = parse_args()
    lr = args.lr
    x, y = load(args.data)  # noqa: F821
    model = Model()
    model.inner.fit(x, y)
