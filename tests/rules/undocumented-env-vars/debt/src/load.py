import os

URL = os.environ["FEATURE_DB"]
KEY = os.getenv("SHOP_MAPS")
