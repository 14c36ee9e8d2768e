import os

CATALOG = os.environ["CATALOG"]
SCHEMA = os.environ["SCHEMA"]
