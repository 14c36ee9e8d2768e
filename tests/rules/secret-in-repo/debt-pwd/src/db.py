import os

DB_USER = os.environ["DB_USER"]
DB_PWD = "mV3-kQ81zzRt7"
