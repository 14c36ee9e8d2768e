import pandas as pd
import xgboost as xgb
from flask import Flask, jsonify, request

app = Flask(__name__)
booster = xgb.Booster()
booster.load_model("model.json")


@app.route("/reload", methods=["POST"])
def swap():
    booster.load_model("model.json")
    return jsonify(ok=True)


@app.route("/predict", methods=["POST"])
def predict():
    data = request.get_json()
    score = booster.predict(xgb.DMatrix(pd.DataFrame([data])))[0]
    return jsonify(score=float(score))
