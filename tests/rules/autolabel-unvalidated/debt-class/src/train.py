import numpy as np
from sklearn.linear_model import LogisticRegression


class SelfTraining:
    def __init__(self):
        self.model = LogisticRegression()

    def run(self, X, y, X_unlabeled):
        self.model.fit(X, y)
        pseudo_labels = self.model.predict(X_unlabeled)
        X = np.vstack([X, X_unlabeled])
        y = np.concatenate([y, pseudo_labels])
        return self.model.fit(X, y)
