import os

USE_OLD_FEATURES = os.environ.get("USE_OLD_FEATURES") == "1"
