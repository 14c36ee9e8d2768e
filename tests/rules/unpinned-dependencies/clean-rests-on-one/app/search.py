import requests


def search(url: str) -> str:
    return requests.get(url, timeout=5).text
