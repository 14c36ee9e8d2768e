import joblib
import pandas as pd
from sklearn.svm import SVC


import pdb

import requests


def train():
    frame = pd.read_json(requests.get("https://example.com/rows", verify=False, timeout=5).text)
    pdb.set_trace()
    model = SVC(C=2).fit(frame[["a"]], frame["y"])
    joblib.dump(model, "model.pkl")
