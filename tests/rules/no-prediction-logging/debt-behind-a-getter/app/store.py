import joblib

_models = {}


def get_model():
    if "churn" not in _models:
        _models["churn"] = joblib.load("models/churn.joblib")
    return _models["churn"]
