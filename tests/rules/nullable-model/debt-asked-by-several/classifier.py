import joblib
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC


class Classifier:
    def __init__(self, kind=None):
        self.kind = kind

    def _init_model(self):
        if self.kind == "linear":
            return LogisticRegression()
        if self.kind == "kernel":
            return SVC()

    def fit(self, rows, labels):
        self.model = self._init_model()
        self.model.fit(rows, labels)
        return self

    def predict(self, rows):
        return self.model.predict(rows)

    def predict_proba(self, rows):
        return self.model.predict_proba(rows)


def load(path):
    try:
        return joblib.load(path)
    except OSError:
        return None


def score(rows):
    other = load("other.joblib")
    return other.predict(rows)
