from sklearn.metrics import f1_score, roc_auc_score


def evaluate(model, X, y):
    proba = model.predict_proba(X)[:, 1]
    return roc_auc_score(y, proba), f1_score(y, proba > 0.5)
