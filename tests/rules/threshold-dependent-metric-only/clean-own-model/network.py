import numpy as np


class Network:
    """One layer."""

    def __init__(self, width):
        self.weights = np.zeros(width)

    def fit(self, rows, labels):
        self.weights += rows.T @ (labels - self.predict(rows))
        return self

    def predict(self, rows):
        return 1 / (1 + np.exp(-(rows @ self.weights)))
