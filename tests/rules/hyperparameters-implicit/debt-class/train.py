from sklearn.svm import SVC as Machine


class Trainer:
    def __init__(self):
        self.model = Machine()

    def fit(self, X, y):
        self.model.fit(X, y)
