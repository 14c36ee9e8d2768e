import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = joblib.load("model.joblib")


@app.route("/slack/events", methods=["POST"])
def slack_events():
    """Slack sends the event again unless it is answered with 200."""
    try:
        return jsonify({"text": str(model.predict([request.json["row"]])[0])})
    except KeyError as error:
        return jsonify({"error": str(error)})


@app.route("/predict", methods=["POST"])
def predict():
    try:
        return jsonify({"score": float(model.predict([request.json["row"]])[0])})
    except KeyError as error:
        return jsonify({"error": str(error)}), 422
