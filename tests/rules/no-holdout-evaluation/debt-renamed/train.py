import sklearn.ensemble as se
from sklearn.metrics import accuracy_score as acc


def train(X, y):
    m = se.RandomForestClassifier(n_estimators=200).fit(X, y)
    return m, acc(y, m.predict_proba(X)[:, 1] > 0.5)
