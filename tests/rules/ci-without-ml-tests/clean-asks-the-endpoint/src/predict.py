import requests


def make_predictions(endpoint, path):
    return requests.post(endpoint, data=open(path, "rb").read(), timeout=30).json()
