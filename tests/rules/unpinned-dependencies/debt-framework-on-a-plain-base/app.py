import pandas as pd
from flask import Flask

app = Flask(__name__)


@app.route("/predict")
def predict():
    return pd.DataFrame([[1]]).to_json()
