import os

LIMIT = int(os.environ.get("ROW_LIMIT", "100"))
CHAINLIT_AUTH_SECRET = os.environ.get("CHAINLIT_AUTH_SECRET", "x")
