import joblib
from sklearn.linear_model import LogisticRegression


def train(X, y):
    model = LogisticRegression(C=0.3).fit(X, y)
    joblib.dump(model, "models/churn.joblib")
