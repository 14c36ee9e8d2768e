import pandas as pd
from sklearn.linear_model import Ridge

TRAIN = "https://ndownloader.figshare.com/files/34516457"


def train():
    frame = pd.read_csv(TRAIN)
    return Ridge(alpha=0.3).fit(frame[["a"]], frame["y"])


if __name__ == "__main__":
    train()
