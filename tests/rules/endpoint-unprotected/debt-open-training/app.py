import os

import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = joblib.load("model.joblib")


@app.route("/train", methods=["GET"])
def training():
    os.system("python main.py")
    return "done"


@app.route("/predict", methods=["POST"])
def predict():
    return jsonify(model.predict([request.get_json()["row"]]).tolist())
