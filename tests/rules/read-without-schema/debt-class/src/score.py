import joblib
import pandas as pd
from flask import Flask, request

app = Flask(__name__)


class Scorer:
    def __init__(self):
        self.model = joblib.load("model.joblib")

    def of(self, path):
        return self.model.predict(pd.read_csv(path)).tolist()


@app.route("/score", methods=["POST"])
def score():
    return Scorer().of(request.json["path"])
