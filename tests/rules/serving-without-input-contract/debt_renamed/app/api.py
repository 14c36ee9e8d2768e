import joblib
from flask import Flask, jsonify, request as asked

app = Flask(__name__)
model = joblib.load("models/churn.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    data = asked.get_json()
    return jsonify(score=float(model.predict([data["features"]])[0]))
