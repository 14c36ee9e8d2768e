import joblib
from flask import Flask, request

from data import check, split_into_features_n_target

app = Flask(__name__)
app.model = joblib.load("model.joblib")


@app.post("/label")
def label():
    return {"label": app.model.predict([check(request.json)])}
