import os

print(os.environ.get("LOG_LEVEL", "INFO"))
