import os
import pickle

import pandas as pd
from flask import Flask, jsonify, request
from flask.views import MethodView

app = Flask(__name__)
with open(os.path.join("models", "rf.pkl"), "rb") as fh:
    app.config["MODEL"] = pickle.load(fh)


class PredictView(MethodView):
    def post(self):
        data = request.get_json(force=True)
        frame = pd.DataFrame(data["instances"])
        preds = app.config["MODEL"].predict(frame)
        return jsonify(predictions=preds.tolist())


app.add_url_rule("/predict", view_func=PredictView.as_view("predict"))
