import requests


def check_home():
    return requests.get("http://localhost:8000", timeout=5).ok
