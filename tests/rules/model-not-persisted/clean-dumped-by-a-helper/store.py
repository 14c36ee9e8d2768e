import joblib


def keep(thing):
    joblib.dump(thing, "model.joblib")
