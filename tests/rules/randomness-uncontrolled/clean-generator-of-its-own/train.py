import numpy as np
from sklearn.linear_model import Ridge

random = np.random.default_rng(11)


def train(X, y):
    rows = random.choice(len(X), 100)
    random.shuffle(rows)
    return Ridge().fit(X[rows], y[rows])
