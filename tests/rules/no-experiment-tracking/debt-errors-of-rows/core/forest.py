from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score


def train(X, y, X_val, y_val):
    model = RandomForestClassifier(n_estimators=90)
    model.fit(X, y)
    print(roc_auc_score(y_val, model.predict_proba(X_val)[:, 1]))
    return model
