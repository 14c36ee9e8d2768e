import pandas as pd
import requests
from airflow import DAG

dag = DAG("fetch", schedule="@daily")


def fetch(url: str) -> pd.DataFrame:
    return pd.DataFrame(requests.get(url, timeout=10).json())
