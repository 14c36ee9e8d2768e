import os

import joblib


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.pkl"))


def predict_fn(data, model):
    return model.predict(data)
