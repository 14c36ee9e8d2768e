from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score


def fitted(params, X_train, X_test, y_train, y_test):
    model = RandomForestClassifier(**params, random_state=0)
    model.fit(X_train, y_train)
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]), model
