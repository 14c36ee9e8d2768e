import requests


def pages(url: str) -> str:
    return requests.get(url, timeout=5).text
