import os

import joblib
from flask import Flask, request
from fluent import sender

app = Flask(__name__)
MODEL = joblib.load("models/price.joblib")


@app.route("/prediction")
def prediction():
    pred = MODEL.predict([[float(request.args["item"])]])
    logger = sender.FluentSender("shop", host=os.environ["FLUENTD_HOST"])
    logger.emit("prediction", {"price": pred[0], "item": request.args["item"]})
    return "%d" % pred[0]
