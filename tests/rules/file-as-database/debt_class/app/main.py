import json

from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


class Counts:
    path = "counts.json"

    def add(self, name):
        with open("counts.json") as file:
            counts = json.load(file)
        counts[name] = counts.get(name, 0) + 1
        with open("counts.json", "w") as file:
            json.dump(counts, file)


counts = Counts()


@app.post("/seen/<name>")
def seen(name):
    counts.add(name)
    return "", 204
