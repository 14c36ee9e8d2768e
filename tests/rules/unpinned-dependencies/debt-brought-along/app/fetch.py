import pandas as pd
import requests
import yaml


def fetch(url: str) -> pd.DataFrame:
    return pd.DataFrame(yaml.safe_load(requests.get(url, timeout=10).text))
