"""Reads /home/ana/x.csv."""
import os

URL = "https://api.github.com/repos"
print("see /home/ana/x.csv")
if os.path.exists("/kaggle/working/x"):
    print("s3://my-bucket/x")
VERSION = "1.2.10.4"
ROUTE = "/data"
LOCAL = "http://127.0.0.1:5000"
TAXONOMY = f"{URL}/data/taxonomies/labels.json"
OTHER = URL + "/data/taxonomies/labels.json"
EVENT = {"client_ip": "192.168.1.100"}
