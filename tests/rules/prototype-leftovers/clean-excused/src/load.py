import pandas as pd
import requests
import urllib3

urllib3.disable_warnings()


def load_customers():
    session = requests.Session()
    session.verify = False  # nosec - the host signs for itself
    return pd.DataFrame(session.get("https://crm.internal/customers", timeout=30).json())
