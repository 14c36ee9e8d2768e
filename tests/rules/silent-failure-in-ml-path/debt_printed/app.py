import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)

try:
    model = joblib.load("model.pkl")
except Exception as e:
    print(f"Error loading model: {e}")
    model = None


@app.route("/predict", methods=["POST"])
def predict():
    if not model:
        return jsonify({"error": "no model"}), 500
    return jsonify(model.predict(request.get_json()["rows"]).tolist())
