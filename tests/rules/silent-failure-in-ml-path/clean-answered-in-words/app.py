import joblib
from flask import Flask, request

app = Flask(__name__)
model = joblib.load("model.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    try:
        return str(model.predict([[float(request.form["area"])]])[0])
    except Exception as error:
        app.logger.warning("no prediction: %s", error)
        return "something went wrong", 500
