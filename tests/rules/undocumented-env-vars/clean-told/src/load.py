import os

URL = os.environ["FEATURE_DB"]
KEY = os.environ["SHOP_MAPS"]
