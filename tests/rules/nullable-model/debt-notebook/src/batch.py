import os

import joblib


def read_model(path):
    model = joblib.load(path) if os.path.isfile(path) else None
    if model is not None:
        return model
    return None


def run(frame, out):
    model = read_model("model.pkl")
    frame["score"] = model.predict_proba(frame)[:, 1]
    frame.to_csv(out)


if __name__ == "__main__":
    run(None, "out.csv")
