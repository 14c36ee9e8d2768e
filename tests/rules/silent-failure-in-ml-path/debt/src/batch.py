import pandas as pd


def score_all(model, regions):
    parts = []
    for region in regions:
        try:
            rows = pd.read_csv(f"data/{region}.csv")
            parts.append(model.predict(rows))
        except Exception:
            continue
    return parts


def features(frame, scaler):
    try:
        frame = scaler.transform(frame)
    except:
        pass
    return frame
