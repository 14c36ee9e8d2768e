import json

from train import train


def main(X, y):
    model = train(X, y, X, y)
    with open("metrics.json", "w") as file:
        json.dump({"score": model.score(X, y)}, file)
