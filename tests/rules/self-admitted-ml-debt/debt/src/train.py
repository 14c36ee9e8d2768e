import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path):
    # HACK: drop negative prices until upstream fixes it
    frame = pd.read_csv(path).query("price >= 0")
    model = LogisticRegression(C=0.5)  # FIXME the scores are wrong for new customers
    return model.fit(frame[["a"]], frame["y"])
