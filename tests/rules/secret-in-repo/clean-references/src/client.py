import os

API_KEY = os.environ["API_KEY"]
password = config["db"]["password"]
token = get_secret("prod/token-2024-v1")
SECRET_NAME = "projects/shop-12345/secrets/db-2024"
