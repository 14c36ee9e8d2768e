from xgboost import XGBClassifier


def train(X, y):
    model = XGBClassifier(n_estimators=90)
    model.fit(X, y)
    return model
