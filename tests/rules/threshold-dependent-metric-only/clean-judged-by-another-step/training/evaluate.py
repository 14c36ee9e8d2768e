import joblib
from sklearn.metrics import accuracy_score, f1_score


def evaluate(X, y):
    model = joblib.load("m.joblib")
    p = model.predict(X)
    print(accuracy_score(y, p), f1_score(y, p))
