import requests

FEATURES = "http://169.254.20.10:8080/features"


def features():
    return requests.get(FEATURES, timeout=5).json()
