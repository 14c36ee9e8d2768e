from flask import Flask, jsonify, request

from src.pipeline import PredictionPipeline

app = Flask(__name__)


@app.route("/predict", methods=["POST", "GET"])
def index():
    if request.method == "POST":
        pipeline = PredictionPipeline()
        return jsonify(pipeline.predict([request.get_json()["row"]]).tolist())
    return "send a row"
