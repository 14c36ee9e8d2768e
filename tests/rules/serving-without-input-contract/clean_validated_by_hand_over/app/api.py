import joblib
from flask import Flask, jsonify, request

from app.schema import ChurnSchema

app = Flask(__name__)
model = joblib.load("models/churn.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    data = ChurnSchema().load(request.get_json())
    return jsonify(score=float(model.predict([data["features"]])[0]))
