from training.evaluate import evaluate
from training.train import train


def run(X, y):
    train(X, y)
    evaluate(X, y)
