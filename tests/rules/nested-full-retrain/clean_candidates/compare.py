from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC


def compare(X, y):
    models = {"lr": LogisticRegression(), "svc": SVC()}
    for name, model in models.items():
        model.fit(X, y)
        print(name, model.score(X, y))
