import joblib
from sklearn.linear_model import LogisticRegression


def fit(x, y):
    joblib.dump(LogisticRegression().fit(x, y), "models/churn.joblib")
