import sklearn.metrics as sm
from sklearn.metrics import recall_score as found


def evaluate(model, X, y):
    p = model.predict_proba(X)[:, 1] > 0.4
    return {"acc": sm.accuracy_score(y, p), "found": found(y, p, pos_label=1)}
