import xgboost as xgb
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def train(X, y):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=7)
    model = xgb.XGBClassifier(n_estimators=900, early_stopping_rounds=20)
    model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
