import os

URL = os.environ.get("FEATURE_DB", "sqlite://")
PORT = os.getenv("SHOP_PORT") or 80
HOME = os.environ["HOME"]
if os.getenv("SHOP_DEBUG"):
    print(1)
KEY = os.getenv("SHOP_KEY")
if not KEY:
    KEY = "none"
