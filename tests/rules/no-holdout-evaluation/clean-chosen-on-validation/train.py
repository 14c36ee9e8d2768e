from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score


def fitted(params, X_train, y_train, X_val, y_val):
    model = RandomForestClassifier(**params, random_state=0)
    model.fit(X_train, y_train)
    return roc_auc_score(y_val, model.predict_proba(X_val)[:, 1]), model


def main(X_train, X_val, X_test, y_train, y_val, y_test):
    best_auc, best_model = 0, None
    for params in [{"max_depth": 3}, {"max_depth": 5}]:
        auc, model = fitted(params, X_train, y_train, X_val, y_val)
        if auc > best_auc:
            best_auc, best_model = auc, model
    return roc_auc_score(y_test, best_model.predict_proba(X_test)[:, 1])
