import pandas as pd
from flask import Flask

app = Flask(__name__)
clients = pd.read_csv("/home/dashboard/src/clients.csv")
ranks = pd.read_csv("/home/ranker/ranks.csv")


@app.route("/clients")
def names() -> list[str]:
    return list(clients["name"])
