import xgboost as xgb
import pandas as pd

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.route("/predict", methods=["POST"])
def predict():
    data = request.get_json()
    booster = xgb.Booster()
    booster.load_model("model.json")
    score = booster.predict(xgb.DMatrix(pd.DataFrame([data])))[0]
    return jsonify(score=float(score))
