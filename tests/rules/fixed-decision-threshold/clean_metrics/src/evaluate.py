from sklearn.metrics import f1_score, roc_auc_score


def quality(model, rows, labels):
    proba = model.predict_proba(rows)[:, 1]
    assert roc_auc_score(labels, proba) > 0.7
    return f1_score(labels, proba > 0.5)
