import requests


class Store:
    def get(self, customer: int) -> list[float]:
        return requests.get(f"http://features/{customer}").json()
