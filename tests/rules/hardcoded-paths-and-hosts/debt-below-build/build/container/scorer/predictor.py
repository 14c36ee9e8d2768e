import joblib
from flask import Flask, request

app = Flask(__name__)
MODEL = joblib.load("/home/ana/models/trees.pkl")


@app.route("/invocations", methods=["POST"])
def invocations():
    return {"scores": MODEL.predict(request.json["rows"]).tolist()}
