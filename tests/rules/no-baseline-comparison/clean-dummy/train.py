from sklearn.dummy import DummyClassifier
from xgboost import XGBClassifier


def train(X, y):
    return XGBClassifier(n_estimators=90).fit(X, y), DummyClassifier().fit(X, y)
