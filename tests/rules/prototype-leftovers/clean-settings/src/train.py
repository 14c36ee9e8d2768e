import joblib
import pandas as pd
from sklearn.svm import SVC


def train(nrows=None, epochs=1, limit=0, quick=False):
    frame = pd.read_csv("data.csv", nrows=nrows)
    frame = frame.sample(frac=1, random_state=1)
    frame = frame.head(limit) if limit else frame
    if quick:
        frame = frame.sample(1000)
    model = SVC(C=2).fit(frame[["a"]], frame["y"])
    joblib.dump(model, "model.pkl")
