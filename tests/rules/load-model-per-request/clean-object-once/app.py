from flask import Flask, jsonify, request

from src.pipeline import PredictionPipeline

app = Flask(__name__)
pipeline = None


@app.route("/predict", methods=["POST"])
def index():
    global pipeline
    if pipeline is None:
        pipeline = PredictionPipeline()
    return jsonify(pipeline.predict([request.get_json()["row"]]).tolist())
