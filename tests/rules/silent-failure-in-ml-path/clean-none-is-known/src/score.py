import joblib


def curve(path, rows):
    try:
        model = joblib.load(path)
        model.fit(rows)
        if len(set(rows)) < len(rows):
            return None
        return model.predict(rows)
    except Exception:
        return None
