import requests

from app.environment import require_env

CRM = require_env("CRM_API_URL")


def customer(number):
    return requests.get(f"{CRM}/customers/{number}", headers={"token": require_env("CRM_API_TOKEN")}, timeout=5).json()
