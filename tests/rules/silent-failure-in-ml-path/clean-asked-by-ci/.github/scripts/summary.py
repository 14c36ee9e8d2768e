import joblib


def summary(path):
    try:
        model = joblib.load(path)
    except Exception:
        model = None
    print(model)


summary("model.joblib")
