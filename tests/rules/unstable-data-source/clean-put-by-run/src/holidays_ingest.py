"""Fetches holidays and keeps every answer."""

import json
from datetime import datetime, timezone

import boto3
import requests


def fetch(year):
    return requests.get(f"https://calendar.api.gouv.example/holidays/{year}.json", timeout=10).json()


def keep(payload, key):
    boto3.client("s3").put_object(Bucket="raw", Key=key, Body=json.dumps(payload))


def main(year):
    stamp = datetime.now(timezone.utc).strftime("dt=%Y-%m-%d")
    keep(fetch(year), f"holidays/{stamp}/data.json")
