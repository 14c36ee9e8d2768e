import joblib
from sklearn.ensemble import GradientBoostingClassifier


def train(X, y):
    model = GradientBoostingClassifier(n_estimators=50).fit(X, y)
    joblib.dump(model, "models/churn.joblib")
