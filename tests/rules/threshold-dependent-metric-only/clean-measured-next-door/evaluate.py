from sklearn.metrics import f1_score

from curves import ranking


def evaluate(model, X, y):
    return f1_score(y, model.predict(X)), ranking(model, X, y)
