from sklearn.metrics import roc_auc_score


def report(y, p):
    print(roc_auc_score(y, p), accuracy_score(y, p > 0.5))
