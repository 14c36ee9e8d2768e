import joblib

_model = None


def get_model():
    global _model
    if _model is None:
        _model = joblib.load("model.joblib")
    return _model


def score(row):
    return float(get_model().predict_proba([row])[0, 1])
