import requests


def ask(question: str) -> str:
    return requests.post("https://models.example.com/ask", json={"q": question}, timeout=30).text
