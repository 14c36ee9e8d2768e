import flask as fl
import joblib

web = fl.Flask(__name__)
booster = joblib.load("model.joblib")


@web.route("/score", methods=["POST"])
def score():
    return fl.jsonify(score=float(booster.predict([fl.request.get_json()["x"]])[0]))
