import joblib
import pandas as pd
from sklearn.svm import SVC

import requests


def columns():
    sample = pd.read_csv("data.csv", nrows=1000)
    return list(sample.columns), pd.read_csv("data.csv", nrows=5), pd.read_csv("data.csv", nrows=50).dtypes


def train(name):
    name = name[:80]
    frame = pd.read_csv("data.csv", usecols=columns()[0])
    print(frame.head(20))
    requests.get("https://example.com/done", verify=True, timeout=5)
    model = SVC(C=2).fit(frame[["a"]], frame["y"])
    joblib.dump(model, "model.pkl")
