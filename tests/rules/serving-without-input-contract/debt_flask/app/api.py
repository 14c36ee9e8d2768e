import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = joblib.load("models/churn.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    data = request.get_json()
    return jsonify(score=float(model.predict([data["features"]])[0]))
