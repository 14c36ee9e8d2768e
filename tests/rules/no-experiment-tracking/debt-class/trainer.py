from sklearn.linear_model import LogisticRegression as LR


class Trainer:
    def __init__(self):
        self.m = LR(C=0.3)

    def run(self, X, y):
        self.m.fit(X, y)
