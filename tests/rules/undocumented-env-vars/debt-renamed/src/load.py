from os import environ as env

URL = env["FEATURE_DB"]
