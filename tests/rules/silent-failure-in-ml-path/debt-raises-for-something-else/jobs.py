import joblib


def load(path, kind):
    try:
        model = joblib.load(path)
    except Exception as error:
        print(f"{path}: {error}")
        model = None
    if kind == "model":
        return model
    if kind == "rows":
        return []
    raise ValueError(kind)


def score(model, rows):
    for row in rows:
        try:
            yield model.predict(row)
        except Exception as error:
            print(error)
            continue
    raise StopIteration
