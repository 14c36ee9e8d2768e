import urllib.request

import joblib
from sklearn.linear_model import LogisticRegression


def load_dataset_and_models(names):
    for name in names:
        urllib.request.urlretrieve(f"https://storage.googleapis.com/air-paradis-models/{name}", name)


def train_again(x, y):
    joblib.dump(LogisticRegression().fit(x, y), "model.joblib")
