import os

ROOT = os.environ.get("ROOT", "/mnt/data/raw")
URL = os.getenv("API", "http://10.0.0.5/x")
TMP = "/tmp/x"
DEVICE = "/dev/null"
