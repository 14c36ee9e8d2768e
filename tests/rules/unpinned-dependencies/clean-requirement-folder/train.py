import polars
from sklearn.linear_model import Ridge


def train(path):
    frame = polars.read_csv(path)
    return Ridge().fit(frame[["a"]].to_numpy(), frame["y"].to_numpy())
