import xgboost as xgb
from sklearn.metrics import roc_auc_score


def train(X_train, y_train, X_val, y_val, X_test, y_test):
    model = xgb.XGBClassifier(n_estimators=900, early_stopping_rounds=20)
    model.fit(X_train, y_train, eval_set=[(X_val, y_val)])
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
