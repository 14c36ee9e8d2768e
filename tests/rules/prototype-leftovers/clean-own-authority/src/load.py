import os
import ssl

import pandas as pd
import requests

os.environ["REQUESTS_CA_BUNDLE"] = "/etc/ssl/crm.pem"
ssl._create_default_https_context = ssl.create_default_context


def load_customers():
    return pd.DataFrame(requests.get("https://crm.internal/customers", timeout=30).json())
