import os

DATA = os.environ["DATA_DIR"]
SEARCH_URL = os.environ["SEARCH_URL"]
