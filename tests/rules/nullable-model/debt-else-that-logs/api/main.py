from pathlib import Path
from flask import Flask, request, jsonify
from api.service import ModelService
app = Flask(__name__)
svc = ModelService(Path("models/m.pkl"))
@app.route("/predict", methods=["POST"])
def predict():
    return jsonify(svc.predict(request.json["rows"]).tolist())
